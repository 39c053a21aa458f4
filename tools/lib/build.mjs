import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** The last thing that each part of the build writes or rewrites. */
const OUTPUTS = ['out/main/index.js', 'out/main/sotto.js', 'out/preload/index.cjs', 'out/renderer/index.html']
const INPUTS = ['src', 'resources', 'package.json', 'electron.vite.config.ts']

/** Builds what is missing or older than its sources; quick to say no. */
export function buildIfStale(node) {
  const built = Math.min(...OUTPUTS.map(modified))
  if (built > Math.max(...INPUTS.map(newest))) return
  process.stderr.write('Building Sotto ...\n')
  const vite = join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js')
  const { status } = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) process.exit(status ?? 1)
}

function newest(name) {
  const path = join(ROOT, name)
  if (!statSync(path).isDirectory()) return modified(name)
  const files = readdirSync(path, { recursive: true })
  return Math.max(modified(name), ...files.map((file) => modified(join(name, file))))
}

function modified(name) {
  return statSync(join(ROOT, name), { throwIfNoEntry: false })?.mtimeMs ?? 0
}
