import { toHex } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import type { Database } from './open.ts'

export type Operation =
  | { readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: 'del'; readonly key: Uint8Array }

interface Commit {
  readonly operations: readonly Operation[]
  readonly done: () => void
  readonly failed: (error: Fault) => void
}

/**
 * Writes commits in order, one synchronous LevelDB batch at a time. What is handed over while a batch is being
 * written goes into the next one together, so that the disk's flush is paid once for many; a commit is still all or
 * nothing. After a failed write nothing is written any more: what is in memory is ahead of the disk then, and only a
 * fresh start from the disk is safe.
 */
export class CommitQueue {
  readonly #db: Database
  readonly #onFailure: (error: Fault) => void
  #waiting: Commit[] = []
  #writing: Promise<void> | undefined
  #failure: Fault | undefined
  /** Values on their way, by hexadecimal key; null for a deletion. */
  readonly #pending = new Map<string, { readonly value: Uint8Array | null; readonly operation: Operation }>()

  constructor(db: Database, onFailure: (error: Fault) => void) {
    this.#db = db
    this.#onFailure = onFailure
  }

  commit(operations: readonly Operation[]): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    for (const operation of operations) {
      const value = operation.type === 'put' ? operation.value : null
      this.#pending.set(toHex(operation.key), { value, operation })
    }
    return new Promise((done, failed) => {
      this.#waiting.push({ operations, done, failed })
      this.#writing ??= this.#write()
    })
  }

  /** The value that is on its way to this key; null if it is being deleted, undefined if nothing is. */
  pending(hexKey: string): Uint8Array | null | undefined {
    return this.#pending.get(hexKey)?.value
  }

  async settled(): Promise<void> {
    await this.#writing
  }

  /** Takes nothing more; resolves when nothing is on its way. */
  async close(): Promise<void> {
    this.#failure ??= new Fault('storage', 'The profile is being closed.')
    await this.#writing
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting
      this.#waiting = []
      const operations = group.flatMap((commit) => commit.operations)
      try {
        await this.#db.batch(operations, { sync: true })
      } catch (cause) {
        this.#fail(group, cause)
        break
      }
      for (const operation of operations) this.#settle(operation)
      for (const commit of group) commit.done()
    }
    this.#writing = undefined
  }

  #settle(operation: Operation): void {
    const key = toHex(operation.key)
    if (this.#pending.get(key)?.operation === operation) this.#pending.delete(key)
  }

  #fail(group: readonly Commit[], cause: unknown): void {
    this.#failure = new Fault('storage', 'The disk refused to store this.', { cause })
    const lost = [...group, ...this.#waiting]
    this.#waiting = []
    for (const commit of lost) commit.failed(this.#failure)
    this.#onFailure(this.#failure)
  }
}
