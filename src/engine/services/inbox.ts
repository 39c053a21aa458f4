import type { InstallationId, MessageId, PeerId } from '#shared/ids.ts'
import { toHex } from '#shared/bytes.ts'
import type { Responded } from '#engine/crypto/index.ts'
import { accept, newContact, type Contact } from '#engine/domain/contact.ts'
import { hasReceived, withReceived, type Link, type Place } from '#engine/domain/link.ts'
import type { Clock, Logger, Random } from '#engine/ports/index.ts'
import type { FrameReceiver } from '#engine/net/peer-network.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import { DecodeError } from '#engine/wire/cbor.ts'
import { decodeContent, type Card, type Content, type Text } from '#engine/wire/content.ts'
import { decodeFrame } from '#engine/wire/frame.ts'
import type { ContactBook } from './contact-book.ts'
import type { ConversationBook } from './conversation-book.ts'
import type { Courier } from './courier.ts'
import type { Delivery } from './delivery.ts'
import type { Handshakes } from './handshakes.ts'
import type { LinkBook } from './link-book.ts'
import type { Outbox } from './outbox.ts'
import { Transaction } from './transaction.ts'

/** Frames that become durable together; more would delay the first of them. */
const MAX_FRAMES_PER_COMMIT = 64
/** Frames in a minute that are none of ours, before the stream is cut. A contact's repeats are among them. */
const MAX_JUNK_OF_STRANGER = 20
const MAX_JUNK_OF_CONTACT = 2_000

const STORED = new Uint8Array(0)
/** People behind one node; more are not met. */
const MAX_LINKS_OF_PEER = 4
/** Requests that wait for an answer; whoever asks when there are so many is not heard until some are answered. */
const MAX_PENDING = 200

export interface InboxComponents {
  readonly store: ProfileStore
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly contacts: ContactBook
  readonly conversations: ConversationBook
  readonly links: LinkBook
  readonly outbox: Outbox
  readonly delivery: Delivery
  readonly courier: Courier
  readonly handshakes: Handshakes
}

/** Takes in what arrives: decrypts, stores, confirms. Whatever is not for us changes nothing and is not answered. */
export class Inbox {
  readonly #c: InboxComponents
  readonly #junk = new Map<PeerId, { since: number; count: number }>()

  constructor(components: InboxComponents) {
    this.#c = components
  }

  /** Reads one stream to its end. */
  receive = async (receiver: FrameReceiver): Promise<void> => {
    for (;;) {
      const frames = await receiver.next()
      if (!frames) return
      for (let at = 0; at < frames.length; at += MAX_FRAMES_PER_COMMIT) {
        const tx = new Transaction(this.#c.store)
        for (const frame of frames.slice(at, at + MAX_FRAMES_PER_COMMIT)) {
          if (!this.#take(tx, receiver.from, frame) && this.#isTooMuch(receiver.from)) {
            receiver.abort()
            break
          }
        }
        await tx.commit()
      }
    }
  }

  /** False when the frame was none of ours. */
  #take(tx: Transaction, from: PeerId, frame: Uint8Array): boolean {
    try {
      const { kind, body } = decodeFrame(frame)
      return kind === 'init' ? this.#takeInit(tx, from, body) : this.#takeMessage(tx, from, body)
    } catch (error) {
      if (error instanceof DecodeError) return false
      // What the transaction holds already is kept: memory and disk must stay the same.
      this.#c.logger.log('error', 'frame-failed', { kind: error instanceof Error ? error.name : 'unknown' })
      return false
    }
  }

  #takeMessage(tx: Transaction, from: PeerId, body: Uint8Array): boolean {
    const { contacts, links } = this.#c
    const opened = links.open(tx, from, body, (id) => contacts.find(id)?.state !== 'blocked')
    if (!opened) return false
    const contact = contacts.find(opened.link.contactId)
    if (!contact || !opened.payload) return true
    let content: Content
    try {
      content = decodeContent(opened.payload)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      // Authentic but malformed: the ratchet has moved on, or this one frame would block everything behind it.
      this.#c.logger.log('warn', 'content-malformed')
      return true
    }
    this.#apply(tx, contact, opened.link, content)
    return true
  }

  #takeInit(tx: Transaction, from: PeerId, body: Uint8Array): boolean {
    const { contacts, handshakes } = this.#c
    const opened = handshakes.open(tx, from, body)
    if (!opened) return false
    const content = decodeContent(opened.payload)
    // The card lies inside the encryption: an init that somebody else carried here names another peer.
    if (content.kind !== 'request' || content.card.peerId !== from) return false
    const { contactId } = opened.peer
    const known = contacts.find(contactId)
    if (known?.state === 'blocked') return true
    if (!known && (this.#areTooManyPending() || this.#c.links.byPeer(from).length >= MAX_LINKS_OF_PEER))
      return true
    const link = this.#meet(tx, known, opened, content.card)
    this.#applyRequest(tx, contacts.get(contactId), link, content)
    tx.after(() => {
      const met = contacts.find(contactId)
      if (met) this.#c.courier.refresh(met)
    })
    return true
  }

  #areTooManyPending(): boolean {
    let pending = 0
    for (const contact of this.#c.contacts.all()) if (contact.state === 'pending') pending++
    return pending >= MAX_PENDING
  }

  /** Stores the session that an init began. Its prekey was made a moment ago, so it is no older than any other. */
  #meet(tx: Transaction, known: Contact | undefined, opened: Responded, card: Card): Link {
    const { contacts, conversations, links, clock, delivery } = this.#c
    const { contactId, block } = opened.peer
    const installation = toHex(opened.installationId) as InstallationId
    const contact = known ?? newContact(contactId, 'pending', clock.now())
    const replaced = contact.installation !== null && contact.installation !== installation
    contacts.put(tx, {
      ...contact,
      installation,
      identityBlock: block,
      // A new installation holds the same identity keys, but that it is the same person is not shown again.
      verified: contact.verified && !replaced,
    })
    conversations.ensure(tx, contactId)
    const route = { peerId: card.peerId, multiaddrs: card.multiaddrs }
    links.makeRoom(tx, contacts.get(contactId))
    const link = links.ensure(tx, contactId, installation, route)
    links.addSession(tx, link, opened.session, true)
    // They may hold none of the sessions that went before.
    delivery.reseal(tx, contacts.get(contactId), () => true)
    return links.find(contactId, installation) ?? link
  }

  #apply(tx: Transaction, contact: Contact, link: Link, content: Content): void {
    // Until they are accepted nothing of theirs changes anything here but their one request.
    if (contact.state === 'pending' && (content.kind === 'card' || content.kind === 'accept')) return
    switch (content.kind) {
      case 'receipt':
        return this.#applyReceipt(tx, contact, link, content)
      case 'card':
        return this.#applyCard(tx, contact, link, content.card)
      case 'request':
        return this.#applyRequest(tx, contact, link, content)
      case 'accept':
        return this.#applyAccept(tx, contact, link, content)
      case 'text':
      case 'unknown':
        return this.#applyText(tx, contact, link, content)
    }
  }

  #applyRequest(tx: Transaction, contact: Contact, link: Link, content: Content & { kind: 'request' }): void {
    const { contacts, delivery, outbox } = this.#c
    const known = this.#named(tx, contact, content.card)
    if (!this.#isNew(tx, link, content.place)) return
    const first = this.#c.conversations.withContact(contact.id)?.nextPosition === 1
    if (content.text && (known.state !== 'pending' || first)) this.#store(tx, known, content.text)
    if (known.state === 'pending') return
    // We asked them too, or had accepted them before: both want to talk.
    const accepted = accept(known)
    contacts.put(tx, accepted)
    const request = outbox.request(contact.id)
    if (request) outbox.becomeAccept(tx, request)
    else outbox.add(tx, contact.id, 'accept', null)
    if (request?.messageId) outbox.add(tx, contact.id, 'text', request.messageId)
    delivery.sealWaiting(tx, accepted)
  }

  #applyAccept(tx: Transaction, contact: Contact, link: Link, content: Content & { kind: 'accept' }): void {
    const known = this.#named(tx, contact, content.card)
    this.#route(tx, link, content.card)
    if (!this.#isNew(tx, link, content.place)) return
    if (known.state === 'requested') this.#accepted(tx, known, link)
  }

  #accepted(tx: Transaction, contact: Contact, link: Link): void {
    const { contacts, delivery, outbox } = this.#c
    const request = outbox.request(contact.id)
    // Another installation of theirs, which knows us from before, does not answer for the one that was asked.
    if (request && request.place?.installationId !== link.installationId) return
    const accepted = accept(contact)
    contacts.put(tx, accepted)
    if (request) delivery.settle(tx, request) // it has reached them, or they could not have accepted
    delivery.sealWaiting(tx, accepted)
  }

  #applyText(
    tx: Transaction,
    contact: Contact,
    link: Link,
    content: Content & { kind: 'text' | 'unknown' },
  ): void {
    if (contact.state === 'pending') return // one request, and nothing before it is answered
    if (!this.#isNew(tx, link, content.place)) return
    if (contact.state === 'requested') this.#accepted(tx, contact, link)
    if (content.kind === 'text') this.#store(tx, contact, content.text)
    else this.#storeUnreadable(tx, contact)
  }

  #applyReceipt(tx: Transaction, contact: Contact, link: Link, content: Content & { kind: 'receipt' }): void {
    const { delivery, conversations, courier } = this.#c
    delivery.confirm(tx, contact, link, content)
    if (content.read) conversations.markReadByPeer(tx, contact.id, content.read)
    tx.after(() => courier.heard(link))
  }

  #applyCard(tx: Transaction, contact: Contact, link: Link, card: Card): void {
    this.#named(tx, contact, card)
    this.#route(tx, link, card)
  }

  /** Takes over the name that they give themselves. */
  #named(tx: Transaction, contact: Contact, card: Card): Contact {
    if (card.displayName === '' || card.displayName === contact.displayName) return contact
    if (contact.state === 'pending' && contact.displayName !== '') return contact
    const named = { ...contact, displayName: card.displayName }
    this.#c.contacts.put(tx, named)
    return named
  }

  #route(tx: Transaction, link: Link, card: Card): void {
    const { links } = this.#c
    const current = links.find(link.contactId, link.installationId) ?? link
    if (card.peerId !== current.route.peerId) return
    links.put(tx, { ...current, route: { peerId: card.peerId, multiaddrs: card.multiaddrs } })
  }

  /** Notes a reliable content as stored; false when it was before. */
  #isNew(tx: Transaction, link: Link, place: Place): boolean {
    const { links, courier } = this.#c
    const current = links.find(link.contactId, link.installationId) ?? link
    tx.afterOnce(`receipt:${link.contactId}`, () => courier.receiptDue(link))
    if (hasReceived(current, place)) return false
    links.put(tx, withReceived(current, place))
    return true
  }

  #store(tx: Transaction, contact: Contact, text: Text): void {
    const { conversations, clock } = this.#c
    const note = `theirs:${contact.id}:${text.id}`
    if (tx.noted(note) !== undefined || conversations.theirs(contact.id, text.id)) return
    tx.note(note, STORED)
    const { id: conversationId } = conversations.ensure(tx, contact.id)
    conversations.append(tx, {
      id: text.id,
      conversationId,
      mine: false,
      text: text.text,
      sentAt: text.sentAt,
      receivedAt: clock.now(),
      state: 'delivered',
    })
  }

  /** A later version has sent something: it has its place in the thread, though this version cannot show it. */
  #storeUnreadable(tx: Transaction, contact: Contact): void {
    const { conversations, clock, random } = this.#c
    const now = clock.now()
    conversations.append(tx, {
      id: toHex(random.bytes(16)) as MessageId,
      conversationId: conversations.ensure(tx, contact.id).id,
      mine: false,
      text: '',
      sentAt: now,
      receivedAt: now,
      state: 'unreadable',
    })
  }

  #isTooMuch(from: PeerId): boolean {
    const now = this.#c.clock.now()
    const known = this.#c.links.byPeer(from).length > 0
    const seen = this.#junk.get(from)
    if (!seen || now - seen.since > 60_000) {
      if (this.#junk.size > 1_000) this.#junk.clear()
      this.#junk.set(from, { since: now, count: 1 })
      return false
    }
    seen.count++
    return seen.count > (known ? MAX_JUNK_OF_CONTACT : MAX_JUNK_OF_STRANGER)
  }
}
