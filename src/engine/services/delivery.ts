import type { ContactId, MessageId } from '#shared/ids.ts'
import type { Contact } from '#engine/domain/contact.ts'
import type { Message } from '#engine/domain/message.ts'
import { isPlaceOn, withConfirmed, withNewEra, type Link, type Place } from '#engine/domain/link.ts'
import type { Clock } from '#engine/ports/index.ts'
import { encodeContent, type Content } from '#engine/wire/content.ts'
import type { ConversationBook } from './conversation-book.ts'
import type { LinkBook } from './link-book.ts'
import type { Outbox, Waiting } from './outbox.ts'
import type { OwnProfile } from './own-profile.ts'
import type { Transaction } from './transaction.ts'

/** A frame that is on disk and may leave. */
export interface Outgoing {
  readonly link: Pick<Link, 'contactId' | 'installationId'>
  readonly frame: Uint8Array
  /** The entry that it repeats until it is confirmed; null for what is not repeated. */
  readonly entry: Waiting | null
}

/** What a receipt says of our contents. */
export interface Report {
  readonly era: number
  readonly received: number
  readonly early: readonly number[]
}

export interface DeliveryComponents {
  readonly own: OwnProfile
  readonly links: LinkBook
  readonly outbox: Outbox
  readonly conversations: ConversationBook
  readonly clock: Clock
  /** Called when a frame is durable. */
  readonly dispatch: (outgoing: Outgoing) => void
  /** Called when a message is known to have reached them. */
  readonly delivered: (message: MessageId) => void
}

/** Turns what waits into frames, and confirmations into states. */
export class Delivery {
  readonly #c: DeliveryComponents

  constructor(components: DeliveryComponents) {
    this.#c = components
  }

  /**
   * Encrypts, in order, everything for this contact that is not encrypted yet. Nothing but a request goes to somebody
   * who has not accepted; the request itself travels in a handshake. `fresh` is a message that this very transaction
   * stores, which cannot be read back yet.
   */
  sealWaiting(tx: Transaction, contact: Contact, fresh?: Message): void {
    const { links, outbox } = this.#c
    if (contact.state !== 'accepted') return
    for (const entry of outbox.unsealed(contact.id)) {
      const link = links.current(contact)
      if (!link || !links.canSend(link)) return
      if (entry.kind !== 'request') this.#seal(tx, link, entry, fresh)
    }
  }

  /** Encrypts something that is not repeated. */
  sealOnce(tx: Transaction, link: Link, content: Exclude<Content, { kind: 'unknown' }>): void {
    const { frame } = this.#c.links.seal(tx, link, encodeContent(content))
    tx.release(() => this.#c.dispatch({ link, frame, entry: null }))
  }

  /** Takes their word for what they have stored: that leaves the outbox for good. */
  confirm(tx: Transaction, contact: Contact, link: Link, report: Report): void {
    const { links, outbox, clock } = this.#c
    const { link: confirmed, lost } = withConfirmed(link, report)
    if (lost) {
      links.put(tx, withNewEra(link, clock.now()))
      return this.reseal(tx, contact, () => true)
    }
    if (confirmed !== link) links.put(tx, confirmed)
    if (report.era !== link.sendEra) return
    const last = Math.max(confirmed.confirmed, ...report.early)
    for (const entry of outbox.waiting(contact.id)) {
      if (!isPlaceOn(confirmed, entry.place)) continue
      const { number } = entry.place
      if (number > last) break
      if (number > confirmed.confirmed && !report.early.includes(number)) continue
      this.settle(tx, entry)
    }
  }

  /** An entry has reached them. */
  settle(tx: Transaction, entry: Waiting): void {
    const { outbox, conversations, delivered } = this.#c
    const { messageId } = entry
    outbox.remove(tx, entry)
    if (!messageId) return
    conversations.markDelivered(tx, messageId)
    tx.after(() => delivered(messageId))
  }

  /** What was encrypted for sessions, installations or eras that are gone is encrypted anew. */
  reseal(tx: Transaction, contact: Contact, isGone: (entry: Waiting) => boolean): void {
    for (const entry of [...this.#c.outbox.waiting(contact.id)]) {
      if (entry.sid !== null && entry.kind !== 'request' && isGone(entry)) this.#c.outbox.unseal(tx, entry)
    }
    this.sealWaiting(tx, contact)
  }

  /** Forgets everything that waits for this contact. */
  drop(tx: Transaction, contact: ContactId): void {
    for (const entry of [...this.#c.outbox.waiting(contact)]) this.#c.outbox.remove(tx, entry)
  }

  #seal(tx: Transaction, link: Link, entry: Waiting, fresh: Message | undefined): void {
    const { links, outbox } = this.#c
    const { installationId, sendEra: era, nextSend } = link
    const place = isPlaceOn(link, entry.place) ? entry.place : { installationId, era, number: nextSend }
    const content = this.#content(entry, place, fresh)
    if (!content) return outbox.remove(tx, entry)
    const { frame, sid } = links.seal(tx, link, encodeContent(content))
    links.put(tx, { ...link, nextSend: Math.max(nextSend, place.number + 1) })
    const sealed = outbox.seal(tx, entry, place, { sid, frame })
    tx.release(() => this.#c.dispatch({ link, frame, entry: sealed }))
  }

  #content(
    entry: Waiting,
    { era, number }: Place,
    fresh: Message | undefined,
  ): Exclude<Content, { kind: 'unknown' }> | undefined {
    const place = { era, number }
    if (entry.kind === 'accept') return { kind: 'accept', place, card: this.#c.own.card() }
    if (!entry.messageId) return undefined
    const message = fresh?.id === entry.messageId ? fresh : this.#c.conversations.mine(entry.messageId)
    if (!message) return undefined
    const { id, sentAt, text } = message
    return { kind: 'text', place, text: { id, sentAt, text } }
  }
}
