import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const NEEDED = 24

/** @returns {boolean} whether this very Node can run Sotto */
export function runsHere(version = process.versions.node) {
  return Number.parseInt(version, 10) >= NEEDED
}

/**
 * A Node that can run Sotto: this one, or the one that the install brought along.
 *
 * @returns {string | undefined} path of the executable
 */
export function findNode() {
  if (runsHere()) return process.execPath
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    const executable = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(executable) ? executable : undefined
  } catch {
    return undefined
  }
}

export const NODE_MISSING = `Sotto needs Node ${NEEDED} or newer; this is ${process.versions.node}, and the install brought none for ${process.platform}-${process.arch}.`
