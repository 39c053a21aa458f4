import { Level } from 'level'
import { Fault } from '#shared/fault.ts'

/** A database of bytes by bytes, sorted. This file alone knows that it is LevelDB. */
export type Database = Level<Uint8Array, Uint8Array> & {
  /** Merges the files between two keys. On Node, `level` is classic-level, which has it. */
  compactRange(from: Uint8Array, to: Uint8Array): Promise<void>
}

/**
 * How long to wait for another process to let go of the database. A process that was killed an instant ago may still
 * hold the lock; one that runs holds it for good.
 */
const LOCK_PATIENCE_MS = 3_000
const LOCK_RETRY_MS = 50

/** Throws `Fault('in-use')` when another process has it open, `Fault('storage')` for everything else. */
export async function openDatabase(path: string): Promise<Database> {
  const options = { keyEncoding: 'view', valueEncoding: 'view' }
  const db = new Level<Uint8Array, Uint8Array>(path, options) as Database
  const deadline = performance.now() + LOCK_PATIENCE_MS
  for (;;) {
    try {
      await db.open()
      return db
    } catch (error) {
      if (!isLocked(error)) throw new Fault('storage', 'The data on disk cannot be opened.', { cause: error })
      if (performance.now() > deadline)
        throw new Fault('in-use', 'This profile is open in another program already.')
    }
    await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS))
  }
}

function isLocked(error: unknown): boolean {
  const cause = (error as { cause?: { code?: unknown } }).cause
  return cause?.code === 'LEVEL_LOCKED'
}
