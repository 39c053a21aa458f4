import type { ContactId, MessageId } from '#shared/ids.ts'
import type { LinkPlace } from '#engine/domain/link.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import type { OutboxRecord, SealedFrame } from '#engine/wire/records.ts'
import type { Transaction } from './transaction.ts'

/** One reliable content that waits for a contact's confirmation. The frame's bytes stay on disk. */
export interface Waiting {
  readonly contactId: ContactId
  readonly order: number
  readonly kind: OutboxRecord['kind']
  readonly messageId: MessageId | null
  readonly place: LinkPlace | null
  /** The session that it is encrypted under. */
  readonly sid: string | null
  /** On disk: only then may its frame leave. */
  readonly durable: boolean
}

/** Entries by their order, ascending; the same again for those that are not encrypted yet, which are few. */
interface Queue {
  readonly all: Map<number, Waiting>
  readonly unsealed: Map<number, Waiting>
  nextOrder: number
}

/**
 * What has not been confirmed, per contact, in order. It survives a restart; an entry leaves it when the contact's
 * installation says that it has stored it, and in no other way but its deletion by the user.
 */
export class Outbox {
  readonly #store: ProfileStore
  readonly #queues = new Map<ContactId, Queue>()

  constructor(components: { store: ProfileStore }) {
    this.#store = components.store
  }

  async load(): Promise<void> {
    const found: Waiting[] = []
    for await (const { sealed, ...entry } of this.#store.outbox()) {
      found.push({ ...entry, sid: sealed?.sid ?? null, durable: true })
    }
    for (const entry of found.toSorted((a, b) => a.order - b.order)) this.#set(entry)
  }

  waiting(contact: ContactId): Iterable<Waiting> {
    return this.#queues.get(contact)?.all.values() ?? []
  }

  unsealed(contact: ContactId): Waiting[] {
    return [...(this.#queues.get(contact)?.unsealed.values() ?? [])]
  }

  has(contact: ContactId): boolean {
    return (this.#queues.get(contact)?.all.size ?? 0) > 0
  }

  /** Whether an entry still waits. */
  find(contact: ContactId, order: number): Waiting | undefined {
    return this.#queues.get(contact)?.all.get(order)
  }

  request(contact: ContactId): Waiting | undefined {
    for (const entry of this.waiting(contact)) if (entry.kind === 'request') return entry
    return undefined
  }

  add(tx: Transaction, contactId: ContactId, kind: Waiting['kind'], messageId: MessageId | null): Waiting {
    const order = this.#queues.get(contactId)?.nextOrder ?? 1
    const entry: Waiting = { contactId, order, kind, messageId, place: null, sid: null, durable: false }
    this.#write(tx, entry, null)
    return entry
  }

  /** Gives an entry its place and its final bytes. */
  seal(tx: Transaction, entry: Waiting, place: LinkPlace, { sid, frame }: SealedFrame): Waiting {
    const next: Waiting = { ...entry, place, sid, durable: false }
    this.#write(tx, next, frame)
    return next
  }

  /** Takes the bytes away when they are of no use any more; the place stays. */
  unseal(tx: Transaction, entry: Waiting): void {
    this.#write(tx, { ...entry, sid: null, durable: false }, null)
  }

  /** Turns a request into an acceptance, once they have asked as well. */
  becomeAccept(tx: Transaction, entry: Waiting): void {
    this.#write(tx, { ...entry, kind: 'accept', messageId: null, sid: null, durable: false }, null)
  }

  frame(entry: Waiting): Uint8Array | undefined {
    return this.#store.outboxEntry(entry.contactId, entry.order)?.sealed?.frame
  }

  remove(tx: Transaction, entry: Waiting): void {
    const queue = this.#queues.get(entry.contactId)
    queue?.all.delete(entry.order)
    queue?.unsealed.delete(entry.order)
    tx.late(key(entry), () => this.#store.deleteOutbox(tx.batch, entry.contactId, entry.order))
  }

  #set(entry: Waiting): void {
    const { contactId, order } = entry
    const queue = this.#queues.get(contactId) ?? { all: new Map(), unsealed: new Map(), nextOrder: 1 }
    this.#queues.set(contactId, queue)
    queue.all.set(order, entry)
    if (entry.sid !== null) queue.unsealed.delete(order)
    else queue.unsealed.set(order, entry)
    queue.nextOrder = Math.max(queue.nextOrder, order + 1)
  }

  #write(tx: Transaction, entry: Waiting, frame: Uint8Array | null): void {
    this.#set(entry)
    const sealed = entry.sid !== null && frame ? { sid: entry.sid, frame } : null
    tx.late(key(entry), () => this.#store.putOutbox(tx.batch, { ...entry, sealed }))
    tx.after(() => {
      // Gone or replaced by a later form meanwhile: then that one's own commit counts.
      if (this.find(entry.contactId, entry.order) === entry) this.#set({ ...entry, durable: true })
    })
  }
}

const key = (entry: Waiting) => `outbox:${entry.contactId}:${entry.order}`
