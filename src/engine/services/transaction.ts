import type { Batch } from '#engine/store/record-store.ts'

/** Where changes become durable; the profile's store. */
export interface Committer {
  batch(): Batch
  commit(batch: Batch): Promise<void>
}

/**
 * One state change. State in memory changes at once, in the same synchronous step that collects the writes here; the
 * world outside (events, the network, an answer) hears of it in `after`, once it is durable. Transactions become
 * durable in the order in which they are committed, so a later one never outlives an earlier one.
 */
export class Transaction {
  readonly batch: Batch
  readonly #committer: Committer
  readonly #late = new Map<string, () => void>()
  readonly #notes = new Map<string, Uint8Array | null>()
  readonly #release: (() => void)[] = []
  readonly #after: (() => void)[] = []
  readonly #afterOnce = new Map<string, () => void>()

  constructor(committer: Committer) {
    this.#committer = committer
    this.batch = committer.batch()
  }

  /** A write whose last form counts: made once, when the transaction is committed. */
  late(key: string, write: () => void): void {
    this.#late.set(key, write)
  }

  /** What a later step of the same transaction reads back, since its writes are not to be seen before it is committed. */
  note(key: string, value: Uint8Array | null): void {
    this.#notes.set(key, value)
  }

  /** Undefined: nothing was noted; null: it was taken away. */
  noted(key: string): Uint8Array | null | undefined {
    return this.#notes.get(key)
  }

  /** Runs before all of `after`: somebody on the other side of the network waits for it. */
  release(run: () => void): void {
    this.#release.push(run)
  }

  after(run: () => void): void {
    this.#after.push(run)
  }

  /** Runs once after all of `after`, however often it was asked for. */
  afterOnce(key: string, run: () => void): void {
    this.#afterOnce.set(key, run)
  }

  /** Durable when it resolves; the hooks have run then. */
  async commit(): Promise<void> {
    for (const write of this.#late.values()) write()
    if (this.batch.operations.length > 0) await this.#committer.commit(this.batch)
    const failures: unknown[] = []
    for (const run of [...this.#release, ...this.#after, ...this.#afterOnce.values()]) {
      try {
        run()
      } catch (error) {
        failures.push(error) // it is durable: whoever comes next must hear of it all the same
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
