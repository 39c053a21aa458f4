import { concat, toHex, u64be } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import { CommitQueue, type Operation } from './commit-queue.ts'
import type { Database } from './open.ts'
import { TABLES, type TableName } from './tables.ts'
import { dropReplaced } from './tidy.ts'

/** Encryption of records at rest; engine/crypto has the implementation, docs/protocol/06-at-rest.md the format. */
export interface RecordCipher {
  seal(table: string, key: Uint8Array, value: Uint8Array): Uint8Array
  /** Throws when the record is not what was stored at that place. */
  open(table: string, key: Uint8Array, sealed: Uint8Array): Uint8Array
  /** 16 bytes that stand for a logical key. */
  blind(table: string, logicalKey: Uint8Array): Uint8Array
}

/** Above every key of a table. */
const END = new Uint8Array(32).fill(0xff)

/** Changes that are made together or not at all. */
export interface Batch {
  readonly operations: Operation[]
}

/** A record's logical key; `order` sorts the records of one list: a number, or bytes of one length. */
export interface RecordKey {
  readonly of: Uint8Array
  readonly order?: number | Uint8Array
}

/**
 * Encrypted records under blinded keys. Reads see every change that was handed to `commit`, also while it is on its
 * way to the disk; range reads see what is on the disk.
 */
export class RecordStore {
  readonly #db: Database
  readonly #cipher: RecordCipher
  readonly #queue: CommitQueue

  constructor(db: Database, cipher: RecordCipher, onFailure: (error: Fault) => void) {
    this.#db = db
    this.#cipher = cipher
    this.#queue = new CommitQueue(db, onFailure)
  }

  batch(): Batch {
    return { operations: [] }
  }

  put(batch: Batch, table: TableName, key: RecordKey, value: Uint8Array): void {
    const at = this.#key(table, key)
    batch.operations.push({ type: 'put', key: at, value: this.#cipher.seal(table, at, value) })
  }

  delete(batch: Batch, table: TableName, key: RecordKey): void {
    batch.operations.push({ type: 'del', key: this.#key(table, key) })
  }

  /** Durable when it resolves; commits are made in the order in which they were handed over. */
  commit(batch: Batch): Promise<void> {
    return this.#queue.commit(batch.operations)
  }

  get(table: TableName, key: RecordKey): Uint8Array | undefined {
    const at = this.#key(table, key)
    const pending = this.#queue.pending(toHex(at))
    const sealed = pending === undefined ? this.#db.getSync(at) : (pending ?? undefined)
    return sealed && this.#open(table, at, sealed)
  }

  /** All records of a table, in no order that means anything. */
  async *all(table: TableName): AsyncGenerator<Uint8Array> {
    const prefix = TABLES[table]
    const range = { gte: Uint8Array.of(prefix), lt: Uint8Array.of(prefix + 1) }
    for await (const [key, sealed] of this.#db.iterator(range)) yield this.#open(table, key, sealed)
  }

  /** Records of one list, highest `order` first, those below `before` only. */
  async page(
    table: TableName,
    of: Uint8Array,
    options: { before?: number; limit: number },
  ): Promise<Uint8Array[]> {
    const lowest = this.#key(table, { of, order: 0 })
    const end = this.#key(table, { of, order: options.before ?? Number.MAX_SAFE_INTEGER })
    const found = await this.#db.iterator({ gte: lowest, lt: end, reverse: true, limit: options.limit }).all()
    return found.map(([key, sealed]) => this.#open(table, key, sealed))
  }

  /** Deletes every record of a list that is on the disk. */
  async deleteList(batch: Batch, table: TableName, of: Uint8Array): Promise<void> {
    const start = this.#key(table, { of })
    const keys = this.#db.keys({ gte: start, lt: concat(start, new Uint8Array(16).fill(0xff)) })
    for await (const key of keys) batch.operations.push({ type: 'del', key })
  }

  /** Waits for the commits that were handed over before. */
  settled(): Promise<void> {
    return this.#queue.settled()
  }

  /** Drops what was replaced or deleted in these tables from the files; neighbours in the order of keys. */
  async tidy(first: TableName, last: TableName): Promise<void> {
    await dropReplaced(this.#db, Uint8Array.of(TABLES[first]), Uint8Array.of(TABLES[last], ...END))
  }

  /** Waits for what is on its way, then closes. */
  async close(): Promise<void> {
    await this.#queue.close()
    await this.#db.close()
  }

  #key(table: TableName, key: RecordKey): Uint8Array {
    const blinded = this.#cipher.blind(table, key.of)
    const prefix = Uint8Array.of(TABLES[table])
    if (key.order === undefined) return concat(prefix, blinded)
    return concat(prefix, blinded, typeof key.order === 'number' ? u64be(key.order) : key.order)
  }

  #open(table: TableName, key: Uint8Array, sealed: Uint8Array): Uint8Array {
    try {
      return this.#cipher.open(table, key, sealed)
    } catch (cause) {
      throw new Fault('storage', 'A record on disk is damaged.', { cause })
    }
  }
}
