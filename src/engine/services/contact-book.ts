import { Fault } from '#shared/fault.ts'
import type { ContactId, PeerId } from '#shared/ids.ts'
import { contactTitle, type Contact } from '#engine/domain/contact.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import type { Events } from './events.ts'
import type { Transaction } from './transaction.ts'

/** All contacts, in memory: there are at most some thousands, and everything asks for them. */
export class ContactBook {
  readonly #store: ProfileStore
  readonly #events: Events
  readonly #contacts = new Map<ContactId, Contact>()

  constructor(components: { store: ProfileStore; events: Events }) {
    this.#store = components.store
    this.#events = components.events
  }

  async load(): Promise<void> {
    for await (const contact of this.#store.contacts()) this.#contacts.set(contact.id, contact)
  }

  find(id: ContactId): Contact | undefined {
    return this.#contacts.get(id)
  }

  get(id: ContactId): Contact {
    const contact = this.#contacts.get(id)
    if (!contact) throw new Fault('not-found', 'There is no such contact.')
    return contact
  }

  all(): Iterable<Contact> {
    return this.#contacts.values()
  }

  /** Contacts whose address named this peer, for the first handshake. */
  byRoute(peer: PeerId): Contact[] {
    return [...this.#contacts.values()].filter((contact) => contact.route?.peerId === peer)
  }

  put(tx: Transaction, contact: Contact): void {
    const before = this.#contacts.get(contact.id)
    this.#contacts.set(contact.id, contact)
    if (before && contactTitle(before) !== contactTitle(contact)) {
      tx.afterOnce(`renamed:${contact.id}`, () => this.#events.emit('contactRenamed', contact.id))
    }
    tx.late(`contact:${contact.id}`, () => this.#store.putContact(tx.batch, this.get(contact.id)))
    tx.afterOnce(`contact:${contact.id}`, () => this.#events.emit('contactUpdated', contact.id))
  }

  remove(tx: Transaction, id: ContactId): void {
    this.#contacts.delete(id)
    tx.late(`contact:${id}`, () => this.#store.deleteContact(tx.batch, id))
  }
}
