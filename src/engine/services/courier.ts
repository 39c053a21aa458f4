import type { ContactId, MessageId, PeerId } from '#shared/ids.ts'
import type { Contact } from '#engine/domain/contact.ts'
import type { Link } from '#engine/domain/link.ts'
import type { Message } from '#engine/domain/message.ts'
import type { Clock, Logger } from '#engine/ports/index.ts'
import type { PeerNetwork } from '#engine/net/peer-network.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import { MAX_EARLY_NUMBERS } from '#engine/wire/content.ts'
import { Attachment, linkKey } from './attachment.ts'
import type { ContactBook } from './contact-book.ts'
import type { ConversationBook } from './conversation-book.ts'
import type { Delivery, Outgoing } from './delivery.ts'
import type { Events } from './events.ts'
import type { Handshakes } from './handshakes.ts'
import type { LinkBook } from './link-book.ts'
import type { Outbox, Waiting } from './outbox.ts'
import type { OwnProfile } from './own-profile.ts'
import { Retries } from './retries.ts'
import { Transaction } from './transaction.ts'

/** How long a fresh connection waits to hear what has arrived already before everything is sent again. */
const SYNC_PATIENCE_MS = 1_500
const OPEN_TIMEOUT_MS = 10_000
/**
 * Long enough for what comes in quick succession to be confirmed by one receipt, which costs both sides a flush of the
 * disk and a step of the ratchet; too short for anybody to see.
 */
const RECEIPT_PAUSE_MS = 50

export interface CourierComponents {
  readonly own: OwnProfile
  readonly store: ProfileStore
  readonly clock: Clock
  readonly logger: Logger
  readonly events: Events
  readonly network: PeerNetwork
  readonly contacts: ContactBook
  readonly conversations: ConversationBook
  readonly links: LinkBook
  readonly outbox: Outbox
  readonly delivery: () => Delivery
  /** A peer has answered. */
  readonly alive: (peer: PeerId) => void
  readonly handshakes: () => Handshakes
}

/**
 * Carries durable frames to connected installations. On a new connection each side first says what it has stored;
 * then everything unconfirmed is sent again, the same bytes in the same order.
 */
export class Courier {
  readonly #c: CourierComponents
  /** By link. */
  readonly #attached = new Map<string, Attachment>()
  readonly #attaching = new Set<string>()
  readonly #retries: Retries
  /** Messages that were handed to a live connection and are not confirmed yet. */
  readonly #inFlight = new Map<MessageId, string>()
  #running = false

  constructor(components: CourierComponents) {
    this.#c = components
    this.#retries = new Retries(components.clock)
  }

  start(): void {
    this.#running = true
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#retries.stop()
    const open = [...this.#attached.values()]
    this.#attached.clear()
    this.#inFlight.clear()
    await Promise.allSettled(open.map((attachment) => attachment.channel.close()))
  }

  isInFlight(message: MessageId): boolean {
    return this.#inFlight.has(message)
  }

  /** A connection to this peer is up. */
  connected(peer: PeerId): void {
    for (const link of this.#c.links.byPeer(peer)) void this.#attach(link)
    for (const contact of this.#c.contacts.byRoute(peer)) {
      if (this.#isUnknownTo(contact, peer)) void this.#introduce(contact, peer)
    }
  }

  /** The last connection to this peer is gone. */
  disconnected(peer: PeerId): void {
    for (const [key, attachment] of this.#attached)
      if (attachment.peer === peer) this.#detach(key, attachment)
  }

  /** A link has just come to be, or its contact may be written to now. */
  refresh(contact: Contact): void {
    const { links, network } = this.#c
    for (const link of links.of(contact.id)) {
      if (network.isConnected(link.route.peerId)) void this.#attach(link)
    }
    const peer = contact.route?.peerId
    if (!peer || !network.isConnected(peer) || !this.#isUnknownTo(contact, peer)) return
    void this.#introduce(contact, peer)
  }

  /** The installation that their address names has not heard of us yet; others of theirs may have. */
  #isUnknownTo(contact: Contact, peer: PeerId): boolean {
    if (contact.state !== 'requested') return false
    return !this.#c.links.byPeer(peer).some((link) => link.contactId === contact.id)
  }

  /** Ends all streams to this contact's installations. */
  release(contact: ContactId): void {
    for (const [key, attachment] of this.#attached) {
      if (!key.startsWith(contact)) continue
      attachment.channel.abort()
      this.#detach(key, attachment)
    }
  }

  /** A frame is durable: it goes out now if there is a stream, else when there is one. */
  dispatch = ({ link, frame, entry }: Outgoing): void => {
    const attachment = this.#attached.get(linkKey(link))
    if (!attachment || (entry && !attachment.ready)) return
    this.#push(attachment, linkKey(link), entry, () => frame)
  }

  /** They told us what they have. */
  heard(link: Link): void {
    const key = linkKey(link)
    this.#retries.succeeded(key)
    this.#c.alive(link.route.peerId)
    this.#attached.get(key)?.hear()
    setImmediate(() => this.#prepare(link))
  }

  /** What the next answer will need is computed while nobody waits; the link may be gone by then. */
  #prepare({ contactId, installationId }: Link): void {
    const link = this.#running ? this.#c.links.find(contactId, installationId) : undefined
    try {
      if (link) this.#c.links.prepare(link)
    } catch (error) {
      this.#failed('prepare', error)
    }
  }

  delivered = (message: MessageId): void => {
    this.#inFlight.delete(message)
  }

  /** Something of theirs was stored: they are told soon, once for all that comes together. */
  receiptDue({ contactId, installationId }: Pick<Link, 'contactId' | 'installationId'>): void {
    const attachment = this.#attached.get(linkKey({ contactId, installationId }))
    if (!attachment || attachment.receiptDue) return // the next connection begins with a receipt
    attachment.receiptDue = true
    this.#retries.after(RECEIPT_PAUSE_MS, () => {
      attachment.receiptDue = false
      const link = this.#c.links.find(contactId, installationId)
      if (link && this.#attached.get(linkKey(link)) === attachment) void this.#sendReceipt(link)
    })
  }

  async #sendReceipt(link: Link): Promise<void> {
    if (!this.#c.links.canSend(link) || !this.#mayTell(link.contactId)) return
    try {
      const tx = new Transaction(this.#c.store)
      this.#sealReceipt(tx, link)
      await tx.commit()
    } catch (error) {
      this.#failed('receipt', error)
    }
  }

  #sealReceipt(tx: Transaction, link: Link): void {
    const contact = this.#c.contacts.find(link.contactId)
    const read = contact?.state === 'accepted' ? this.#c.conversations.newestRead(link.contactId) : null
    const { receiveEra: era, received } = link
    const early = link.early.slice(0, MAX_EARLY_NUMBERS)
    this.#c.delivery().sealOnce(tx, link, { kind: 'receipt', era, received, early, read })
  }

  #mayTell(contact: ContactId): boolean {
    const state = this.#c.contacts.find(contact)?.state
    return state !== undefined && state !== 'blocked'
  }

  async #attach(link: Link): Promise<void> {
    let attachment: Attachment | undefined
    try {
      attachment = await this.#open(link)
      if (attachment) await this.#greet(attachment, link)
    } catch (error) {
      this.#failed('attach', error)
      if (attachment) attachment.channel.abort()
      else this.#again(linkKey(link), link.route.peerId)
    }
  }

  /** Tries again, after a while, whatever there is to do with a peer that is still connected. */
  #again(key: string, peer: PeerId): void {
    if (!this.#running) return
    this.#retries.again(key, () => {
      if (this.#c.network.isConnected(peer)) this.connected(peer)
    })
  }

  /** Opens the stream for our frames over a link; undefined when there is one already, or must be none. */
  async #open(link: Link): Promise<Attachment | undefined> {
    const key = linkKey(link)
    if (!this.#running || this.#attached.has(key) || this.#attaching.has(key)) return undefined
    if (!this.#c.links.canSend(link) || !this.#mayTell(link.contactId)) return undefined
    this.#attaching.add(key)
    try {
      const signal = AbortSignal.timeout(OPEN_TIMEOUT_MS)
      const sender = await this.#c.network.openFrames(link.route.peerId, { signal })
      const attachment = new Attachment(link, sender, this.#ended)
      // Much can have happened meanwhile: the contact may be blocked, or gone.
      if (!this.#running || !this.#mayTell(link.contactId)) attachment.channel.abort()
      if (attachment.channel.ended) return undefined
      this.#attached.set(key, attachment)
      this.#c.events.emit('contactUpdated', link.contactId)
      return attachment
    } finally {
      this.#attaching.delete(key)
    }
  }

  /** Says what we have, hears what they have, then repeats what is missing. */
  async #greet(attachment: Attachment, { contactId, installationId }: Link): Promise<void> {
    const { contacts, links, outbox } = this.#c
    // As it is now: something of theirs may have been stored while the stream was being opened.
    const link = links.find(contactId, installationId)
    if (!link || !links.canSend(link)) return attachment.channel.abort()
    const { key } = attachment
    const tx = new Transaction(this.#c.store)
    this.#sealReceipt(tx, link)
    if (contacts.find(link.contactId)?.state === 'accepted') {
      this.#c.delivery().sealOnce(tx, link, { kind: 'card', card: this.#c.own.card() })
    }
    const repeats = this.#unconfirmed(key, link.contactId).length > 0
    attachment.ready = !repeats
    await tx.commit()
    if (repeats) await this.#repeat(attachment, key, link.contactId)
    // A request that was sent before may have arrived: their receipt says so.
    if (outbox.request(link.contactId)?.place) await this.#untilHeard(attachment)
    const contact = contacts.find(link.contactId)
    const isAsked = !contact?.route || contact.route.peerId === attachment.peer
    if (contact?.state === 'requested' && isAsked && outbox.request(contact.id)) {
      await this.#introduce(contact, attachment.peer)
    }
  }

  async #untilHeard(attachment: Attachment): Promise<void> {
    const cancel = this.#retries.after(SYNC_PATIENCE_MS, () => attachment.hear())
    await attachment.heard()
    cancel()
  }

  async #repeat(attachment: Attachment, key: string, contact: ContactId): Promise<void> {
    await this.#untilHeard(attachment)
    if (this.#attached.get(key) !== attachment) return
    attachment.ready = true
    for (const entry of this.#unconfirmed(key, contact)) {
      this.#push(attachment, key, entry, () => this.#frameOf(entry))
    }
  }

  #unconfirmed(key: string, contact: ContactId): Waiting[] {
    return [...this.#c.outbox.waiting(contact)].filter(
      (entry) =>
        entry.durable &&
        entry.kind !== 'request' &&
        entry.sid !== null &&
        entry.place !== null &&
        linkKey({ contactId: contact, installationId: entry.place.installationId }) === key,
    )
  }

  /** The frame of an entry, unless it was confirmed meanwhile. */
  #frameOf(entry: Waiting): Uint8Array | undefined {
    const still = this.#c.outbox.find(entry.contactId, entry.order)
    return still && this.#c.outbox.frame(still)
  }

  /** Sends our request by a fresh handshake. */
  async #introduce(contact: Contact, peer: PeerId): Promise<void> {
    const key = `introduce:${contact.id}`
    if (!this.#running || this.#attaching.has(key)) return
    this.#attaching.add(key)
    try {
      const frame = await this.#c.handshakes().begin(contact, peer)
      const link = this.#c.links.current(this.#c.contacts.get(contact.id))
      if (!frame || !link) return
      const attachment = this.#attached.get(linkKey(link)) ?? (await this.#open(link))
      if (!attachment) return
      const request = this.#c.outbox.request(contact.id)
      this.#push(attachment, linkKey(link), request ?? null, () => frame)
      attachment.ready = true
      this.#retries.succeeded(key)
    } catch (error) {
      this.#failed('introduce', error)
      this.#again(key, peer)
    } finally {
      this.#attaching.delete(key)
    }
  }

  #push(
    attachment: Attachment,
    key: string,
    entry: Waiting | null,
    load: () => Uint8Array | undefined,
  ): void {
    const messageId = entry?.messageId
    if (!messageId) return attachment.channel.push({ load })
    attachment.channel.push({ load, sent: () => this.#markSent(attachment, key, messageId) })
  }

  #markSent(attachment: Attachment, key: string, messageId: MessageId): void {
    if (this.#attached.get(key) !== attachment || this.#inFlight.has(messageId)) return
    const message = this.#c.conversations.mine(messageId)
    if (message?.state !== 'queued') return
    this.#inFlight.set(messageId, key)
    this.#tell(message)
  }

  readonly #ended = (attachment: Attachment): void => {
    const { key, peer } = attachment
    const known = this.#attached.get(key)
    if (known && known !== attachment) return // the end of an older stream
    this.#detach(key, attachment)
    this.#again(key, peer)
  }

  /** What was in flight is, as far as anybody can know, only here. */
  #detach(key: string, attachment: Attachment): void {
    if (this.#attached.get(key) !== attachment) return
    this.#attached.delete(key)
    attachment.hear()
    if (!this.#running) return
    this.#c.events.emit('contactUpdated', key.slice(0, 64) as ContactId)
    for (const [messageId, over] of this.#inFlight) {
      if (over !== key) continue
      this.#inFlight.delete(messageId)
      const message = this.#c.conversations.mine(messageId)
      if (message) this.#tell(message)
    }
  }

  /** Where a message is has changed; the list of conversations shows it for the newest. */
  #tell(message: Message): void {
    const { conversations, events } = this.#c
    events.emit('messageUpdated', message)
    const conversation = conversations.find(message.conversationId)
    if (conversation?.nextPosition === message.position + 1)
      events.emit('conversationUpdated', conversation.id)
  }

  #failed(step: string, error: unknown): void {
    const kind = error instanceof Error ? error.name : 'unknown'
    if (this.#running) this.#c.logger.log('info', 'courier-failed', { step, kind })
  }
}
