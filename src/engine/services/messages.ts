import { toHex, utf8 } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import type { ConversationId, MessageId } from '#shared/ids.ts'
import { assertWritable } from '#engine/domain/contact.ts'
import { MAX_TEXT_BYTES, type Message } from '#engine/domain/message.ts'
import type { Clock, Random } from '#engine/ports/index.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import type { ContactBook } from './contact-book.ts'
import type { ConversationBook } from './conversation-book.ts'
import type { Courier } from './courier.ts'
import type { Delivery } from './delivery.ts'
import type { Dialer } from './dialer.ts'
import type { Outbox } from './outbox.ts'
import { Transaction } from './transaction.ts'

export interface MessagesComponents {
  readonly store: ProfileStore
  readonly clock: Clock
  readonly random: Random
  readonly contacts: ContactBook
  readonly conversations: ConversationBook
  readonly outbox: Outbox
  readonly delivery: Delivery
  readonly courier: Courier
  readonly dialer: Dialer
}

/** Writing and reading messages. */
export class Messages {
  readonly #c: MessagesComponents

  constructor(components: MessagesComponents) {
    this.#c = components
  }

  /**
   * Stores a message and everything that its delivery needs, in one durable step; delivery itself goes on in the
   * background. The same `clientId` in the same conversation returns the message that it made the first time.
   */
  async send(conversationId: ConversationId, text: string, clientId?: string): Promise<Message> {
    const { store, contacts, conversations, delivery, outbox, dialer } = this.#c
    if (text === '') throw new Fault('invalid', 'A message has at least one character.')
    if (text.length > MAX_TEXT_BYTES || utf8(text).length > MAX_TEXT_BYTES) {
      throw new Fault('too-large', 'A message has at most 64 KiB of text.')
    }
    const conversation = conversations.get(conversationId)
    const clientKey = clientId === undefined ? undefined : utf8(clientId)
    const place = clientKey && store.client(conversationId, clientKey)
    const earlier = place && conversations.message(conversationId, place.position)
    if (earlier) return earlier

    const contact = contacts.get(conversation.contactId)
    assertWritable(contact)
    const tx = new Transaction(store)
    const message = conversations.append(tx, this.#compose(conversationId, text))
    if (clientKey) store.putClient(tx.batch, conversationId, clientKey, message)
    outbox.add(tx, contact.id, 'text', message.id)
    delivery.sealWaiting(tx, contact, message)
    await tx.commit()
    dialer.want(contact)
    return message
  }

  /** Everything up to there is read; they are told if they are connected, else when they are. */
  async markRead(conversationId: ConversationId, upTo: MessageId | number): Promise<void> {
    const { contacts, conversations, courier } = this.#c
    const news = await conversations.markRead(conversationId, upTo)
    const contact = contacts.find(conversations.get(conversationId).contactId)
    if (!news || contact?.state !== 'accepted' || !contact.installation) return
    courier.receiptDue({ contactId: contact.id, installationId: contact.installation })
  }

  #compose(conversationId: ConversationId, text: string): Omit<Message, 'position'> {
    const id = toHex(this.#c.random.bytes(16)) as MessageId
    const sentAt = this.#c.clock.now()
    return { id, conversationId, mine: true, text, sentAt, receivedAt: null, state: 'queued' }
  }
}
