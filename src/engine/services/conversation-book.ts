import { fromUtf8, toHex, utf8 } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import type { ContactId, ConversationId, MessageId } from '#shared/ids.ts'
import { newConversation, withMessage, type Conversation } from '#engine/domain/conversation.ts'
import { advance, type Message } from '#engine/domain/message.ts'
import type { Clock, Random } from '#engine/ports/index.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import type { Events } from './events.ts'
import { Transaction } from './transaction.ts'

/** Of our own messages, before it is taken that they know already what we have read of theirs. */
const LOOK_BACK = 200

export interface ConversationBookComponents {
  readonly store: ProfileStore
  readonly events: Events
  readonly clock: Clock
  readonly random: Random
}

/** Conversations in memory, their messages on disk. */
export class ConversationBook {
  readonly #c: ConversationBookComponents
  readonly #conversations = new Map<ConversationId, Conversation>()
  readonly #byContact = new Map<ContactId, ConversationId>()

  constructor(components: ConversationBookComponents) {
    this.#c = components
  }

  async load(): Promise<void> {
    for await (const conversation of this.#c.store.conversations()) this.#remember(conversation)
  }

  get(id: ConversationId): Conversation {
    const conversation = this.#conversations.get(id)
    if (!conversation) throw new Fault('not-found', 'There is no such conversation.')
    return conversation
  }

  find(id: ConversationId): Conversation | undefined {
    return this.#conversations.get(id)
  }

  withContact(contact: ContactId): Conversation | undefined {
    const id = this.#byContact.get(contact)
    return id && this.#conversations.get(id)
  }

  /** Newest activity first. */
  all(): Conversation[] {
    return [...this.#conversations.values()].toSorted(
      (a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1),
    )
  }

  ensure(tx: Transaction, contact: ContactId): Conversation {
    const existing = this.withContact(contact)
    if (existing) return existing
    const id = toHex(this.#c.random.bytes(16)) as ConversationId
    const conversation = newConversation(id, contact, this.#c.clock.now())
    this.#put(tx, conversation)
    return conversation
  }

  /** Appends a message; its position is the next one. */
  append(tx: Transaction, message: Omit<Message, 'position'>): Message {
    const conversation = this.get(message.conversationId)
    const stored: Message = { ...message, position: conversation.nextPosition }
    const author = stored.mine ? 'me' : conversation.contactId
    this.#c.store.putMessage(tx.batch, stored)
    this.#c.store.putPlace(tx.batch, author, stored.id, {
      conversationId: conversation.id,
      position: stored.position,
    })
    tx.after(() => this.#c.events.emit('messageAdded', stored))
    this.#put(tx, withMessage(conversation, stored.mine, this.#c.clock.now()))
    return stored
  }

  message(conversation: ConversationId, position: number): Message | undefined {
    return this.#c.store.message(conversation, position)
  }

  messages(conversation: ConversationId, page: { before?: number; limit: number }): Promise<Message[]> {
    return this.#c.store.messages(this.get(conversation).id, page)
  }

  mine(id: MessageId): Message | undefined {
    return this.#at('me', id)
  }

  theirs(contact: ContactId, id: MessageId): Message | undefined {
    return this.#at(contact, id)
  }

  markDelivered(tx: Transaction, id: MessageId): void {
    const message = this.mine(id)
    if (!message) return
    const delivered = advance(message, 'delivered', this.#c.clock.now())
    if (delivered === message) return
    this.#c.store.putMessage(tx.batch, delivered)
    tx.after(() => this.#c.events.emit('messageUpdated', delivered))
    this.#touch(tx, message.conversationId)
  }

  /** They have read our messages up to this one. */
  markReadByPeer(tx: Transaction, contact: ContactId, id: MessageId): void {
    const message = this.mine(id)
    const conversation = this.withContact(contact)
    if (!message || message.conversationId !== conversation?.id) return
    const from = conversation.peerReadPosition
    if (message.position <= from) return
    this.#put(tx, { ...conversation, peerReadPosition: message.position })
    tx.after(() => {
      for (let position = from + 1; position <= message.position; position++) {
        const read = this.message(conversation.id, position)
        if (read?.mine) this.#c.events.emit('messageUpdated', read)
      }
    })
  }

  /**
   * We have read everything up to `upTo`: the message of that name, or everything stored by that moment. Returns
   * their newest message that is read now, if that is news to them.
   */
  async markRead(id: ConversationId, upTo: MessageId | number): Promise<boolean> {
    const conversation = this.get(id)
    const position = this.#positionOf(conversation, upTo)
    if (position <= conversation.readPosition) return false
    let unread = 0
    for (let p = position + 1; p < conversation.nextPosition; p++) {
      if (this.message(id, p)?.mine === false) unread++
    }
    const tx = new Transaction(this.#c.store)
    this.#put(tx, { ...conversation, readPosition: position, unread })
    await tx.commit()
    return true
  }

  /** Their newest message that we have read. */
  newestRead(contact: ContactId): MessageId | null {
    const conversation = this.withContact(contact)
    const from = conversation?.readPosition ?? 0
    for (let p = from; conversation && p > Math.max(0, from - LOOK_BACK); p--) {
      const message = this.message(conversation.id, p)
      if (message && !message.mine) return message.id
    }
    return null
  }

  draft(id: ConversationId): string {
    const bytes = this.#c.store.draft(this.get(id).id)
    return bytes ? fromUtf8(bytes) : ''
  }

  async saveDraft(id: ConversationId, text: string): Promise<void> {
    const tx = new Transaction(this.#c.store)
    this.#c.store.putDraft(tx.batch, this.get(id).id, utf8(text))
    await tx.commit()
  }

  /** Everything in a conversation that is on the disk, to be deleted by `remove`. */
  async contents(conversation: Conversation): Promise<Message[]> {
    const found: Message[] = []
    let before = conversation.nextPosition
    for (;;) {
      const page = await this.#c.store.messages(conversation.id, { before, limit: 500 })
      found.push(...page)
      const oldest = page.at(-1)
      if (!oldest) return found
      before = oldest.position
    }
  }

  /** Deletes a conversation: what `contents` found, and what came after position `from`. */
  remove(tx: Transaction, { id, contactId }: Conversation, contents: readonly Message[], from: number): void {
    const { store } = this.#c
    const doomed = [...contents]
    for (let p = from; p < this.get(id).nextPosition; p++) {
      const late = this.message(id, p)
      if (late) doomed.push(late)
    }
    for (const message of doomed) {
      store.deleteMessage(tx.batch, message)
      store.deletePlace(tx.batch, message.mine ? 'me' : contactId, message.id)
    }
    this.#conversations.delete(id)
    this.#byContact.delete(contactId)
    tx.late(`conversation:${id}`, () => store.deleteConversation(tx.batch, id))
  }

  #positionOf(conversation: Conversation, upTo: MessageId | number): number {
    if (typeof upTo === 'string') {
      const message = this.mine(upTo) ?? this.theirs(conversation.contactId, upTo)
      if (message?.conversationId === conversation.id) return message.position
      throw new Fault('not-found', 'There is no such message in this conversation.')
    }
    for (let p = conversation.nextPosition - 1; p > conversation.readPosition; p--) {
      const message = this.message(conversation.id, p)
      if (message && (message.mine ? message.sentAt : (message.receivedAt ?? 0)) <= upTo) return p
    }
    return conversation.readPosition
  }

  #at(author: ContactId | 'me', id: MessageId): Message | undefined {
    const place = this.#c.store.place(author, id)
    return place && this.message(place.conversationId, place.position)
  }

  #remember(conversation: Conversation): void {
    this.#conversations.set(conversation.id, conversation)
    this.#byContact.set(conversation.contactId, conversation.id)
  }

  #put(tx: Transaction, conversation: Conversation): void {
    this.#remember(conversation)
    const { id } = conversation
    tx.late(`conversation:${id}`, () => this.#c.store.putConversation(tx.batch, this.get(id)))
    this.#touch(tx, id)
  }

  #touch(tx: Transaction, id: ConversationId): void {
    tx.afterOnce(`conversation:${id}`, () => this.#c.events.emit('conversationUpdated', id))
  }
}
