import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock, Logger, LogLevel, Random } from './index.ts'

/** The ports that every host on Node supplies in the same way. */

export function nodeClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms).unref()
      return () => clearTimeout(timer)
    },
  }
}

/** Small requests are served from a supply, since each call of the system's generator costs as much as a hash. */
const SUPPLY_BYTES = 4_096

export function nodeRandom(): Random {
  let supply = new Uint8Array(0)
  let used = 0
  return {
    bytes(length) {
      if (length > SUPPLY_BYTES / 8) return new Uint8Array(randomBytes(length))
      if (used + length > supply.length) {
        supply = new Uint8Array(randomBytes(SUPPLY_BYTES))
        used = 0
      }
      const out = supply.slice(used, used + length)
      supply.fill(0, used, used + length) // handed out once, and not kept
      used += length
      return out
    },
  }
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** One JSON object a line on stderr, never on stdout, which may belong to a protocol. */
export function stderrLogger(least: LogLevel = 'warn'): Logger {
  const threshold = LEVELS.indexOf(least)
  return {
    log(level, event, facts) {
      if (LEVELS.indexOf(level) < threshold) return
      process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...facts })}\n`)
    },
  }
}

/**
 * Replaces a file so that a crash or a power cut leaves either the old or the new content, and is durable when it
 * resolves. The file can be read and written by its owner alone.
 */
export async function writeFileAtomic(path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.new`
  // What a crash left there could have another mode or be a link to elsewhere.
  await rm(temporary, { force: true })
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** A rename is durable only when its folder is; Windows cannot open a folder and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
