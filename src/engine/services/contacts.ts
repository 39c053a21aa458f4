import { toHex, utf8 } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import type { ContactId, MessageId, PeerId } from '#shared/ids.ts'
import { decodeAddress, safetyNumber } from '#engine/crypto/index.ts'
import { accept, block, newContact, unblock, type Contact, type Route } from '#engine/domain/contact.ts'
import { MAX_REQUEST_TEXT_BYTES } from '#engine/domain/message.ts'
import type { Clock, Random } from '#engine/ports/index.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import type { ContactBook } from './contact-book.ts'
import type { ConversationBook } from './conversation-book.ts'
import type { Courier } from './courier.ts'
import type { Delivery } from './delivery.ts'
import type { Dialer } from './dialer.ts'
import type { Events } from './events.ts'
import type { LinkBook } from './link-book.ts'
import type { Outbox } from './outbox.ts'
import type { OwnProfile } from './own-profile.ts'
import { Transaction } from './transaction.ts'

export interface ContactsComponents {
  readonly own: OwnProfile
  readonly store: ProfileStore
  readonly clock: Clock
  readonly random: Random
  readonly events: Events
  readonly contacts: ContactBook
  readonly conversations: ConversationBook
  readonly links: LinkBook
  readonly outbox: Outbox
  readonly delivery: Delivery
  readonly courier: Courier
  readonly dialer: Dialer
  /** Ends the connections to a peer. */
  readonly disconnect: (peer: PeerId) => Promise<void>
  /** The PeerId of the 32-byte public key that an address carries. */
  readonly peerIdOf: (publicKey: Uint8Array) => Route['peerId']
}

/** What a decoded address says. */
export interface Preview {
  readonly contactId: ContactId
  readonly route: Route | null
}

/** The use-cases around people. */
export class Contacts {
  readonly #c: ContactsComponents

  constructor(components: ContactsComponents) {
    this.#c = components
  }

  /** Throws `bad-address` or `own-address`. */
  preview(address: string): Preview {
    const decoded = decodeAddress(address)
    if (decoded.contactId === this.#c.own.identity.contactId) {
      throw new Fault('own-address', 'This is your own address.')
    }
    const peerId = decoded.peerKey && this.#c.peerIdOf(decoded.peerKey)
    const route = peerId ? { peerId, multiaddrs: decoded.hints } : null
    return { contactId: decoded.contactId, route }
  }

  async add(address: string, nickname?: string, message?: string): Promise<Contact> {
    const { contactId, route } = this.preview(address)
    const text = message?.trim() ?? ''
    if (utf8(text).length > MAX_REQUEST_TEXT_BYTES) {
      throw new Fault('too-large', 'The message of a request has at most 2,000 bytes.')
    }
    const known = this.#c.contacts.find(contactId)
    if (known?.state === 'blocked')
      throw new Fault('conflict', 'This contact is blocked. Unblock them first.')
    const tx = new Transaction(this.#c.store)
    const contact = known ?? newContact(contactId, 'requested', this.#c.clock.now())
    const named = { ...contact, nickname: nickname ?? contact.nickname, route: route ?? contact.route }
    if (known?.state === 'pending') this.#accept(tx, named)
    else if (known && !this.#isNewInstallation(named)) this.#c.contacts.put(tx, named)
    else this.#request(tx, named, text)
    await tx.commit()
    const added = this.#c.contacts.get(contactId)
    this.#c.courier.refresh(added)
    this.#c.dialer.want(added)
    return added
  }

  async accept(id: ContactId): Promise<Contact> {
    const contact = this.#c.contacts.get(id)
    const tx = new Transaction(this.#c.store)
    if (contact.state === 'requested') {
      throw new Fault('conflict', 'You asked them. It is their turn to accept.')
    }
    if (contact.state !== 'accepted') this.#accept(tx, contact)
    await tx.commit()
    this.#c.courier.refresh(this.#c.contacts.get(id))
    this.#c.dialer.want(this.#c.contacts.get(id))
    return this.#c.contacts.get(id)
  }

  async block(id: ContactId): Promise<Contact> {
    const blocked = await this.#change(id, block)
    this.#c.courier.release(id)
    return blocked
  }

  async unblock(id: ContactId): Promise<Contact> {
    const contact = await this.#change(id, unblock)
    // What they sent meanwhile was not heard, and they repeat it over a new connection only.
    const peers = this.#c.links.of(id).map((link) => link.route.peerId)
    await Promise.allSettled(peers.map((peer) => this.#c.disconnect(peer)))
    this.#c.courier.refresh(contact)
    this.#c.dialer.want(contact)
    return contact
  }

  rename(id: ContactId, nickname: string): Promise<Contact> {
    return this.#change(id, (contact) => ({ ...contact, nickname }))
  }

  verify(id: ContactId, verified: boolean): Promise<Contact> {
    return this.#change(id, (contact) => {
      if (verified && !contact.identityBlock) throw new Fault('conflict', 'Their keys are not known yet.')
      return { ...contact, verified }
    })
  }

  safetyNumber(id: ContactId): string {
    const { identityBlock } = this.#c.contacts.get(id)
    if (!identityBlock)
      throw new Fault('conflict', 'Their keys are not known yet: they have not been reached.')
    return safetyNumber(this.#c.own.identity.block, identityBlock)
  }

  async remove(id: ContactId): Promise<void> {
    const { contacts, conversations, links, delivery, courier, events, store } = this.#c
    contacts.get(id)
    // What has to be looked for is looked for first; then everything goes in one step, with what came meanwhile.
    await store.settled()
    const known = conversations.withContact(id)
    const contents = known ? await conversations.contents(known) : []
    const tx = new Transaction(store)
    const sessions = links.of(id).flatMap((link) => link.sessions)
    for (const { sid } of sessions) await store.deleteSkippedKeys(tx.batch, sid)

    const contact = contacts.get(id)
    const conversation = conversations.withContact(id)
    courier.release(id)
    delivery.drop(tx, id)
    for (const link of links.of(id)) links.remove(tx, link)
    contacts.remove(tx, id)
    if (conversation) conversations.remove(tx, conversation, contents, known?.nextPosition ?? 1)
    tx.after(() => events.emit('contactRemoved', contact, conversation))
    await tx.commit()
    await store.tidyAll()
  }

  #request(tx: Transaction, contact: Contact, text: string): void {
    const { contacts, conversations, outbox, random, clock } = this.#c
    contacts.put(tx, { ...contact, state: 'requested' })
    const { id: conversationId } = conversations.ensure(tx, contact.id)
    if (outbox.request(contact.id)) return
    if (text === '') {
      outbox.add(tx, contact.id, 'request', null)
      return
    }
    const message = conversations.append(tx, {
      id: toHex(random.bytes(16)) as MessageId,
      conversationId,
      mine: true,
      text,
      sentAt: clock.now(),
      receivedAt: null,
      state: 'queued',
    })
    outbox.add(tx, contact.id, 'request', message.id)
  }

  #accept(tx: Transaction, contact: Contact): void {
    const { contacts, outbox, delivery } = this.#c
    const accepted = accept(contact)
    contacts.put(tx, accepted)
    outbox.add(tx, contact.id, 'accept', null)
    delivery.sealWaiting(tx, accepted)
  }

  /** Their address names another installation than the one that we talk to: it has to be asked first. */
  #isNewInstallation(contact: Contact): boolean {
    const peer = contact.route?.peerId
    if (contact.state !== 'accepted' || !peer) return false
    return !this.#c.links.byPeer(peer).some((link) => link.contactId === contact.id)
  }

  async #change(id: ContactId, change: (contact: Contact) => Contact): Promise<Contact> {
    const tx = new Transaction(this.#c.store)
    this.#c.contacts.put(tx, change(this.#c.contacts.get(id)))
    await tx.commit()
    return this.#c.contacts.get(id)
  }
}
