import { concat, fromHex, u32be } from '#shared/bytes.ts'
import type { ContactId, ConversationId, InstallationId, MessageId } from '#shared/ids.ts'
import type { Contact } from '#engine/domain/contact.ts'
import type { Conversation } from '#engine/domain/conversation.ts'
import type { Link } from '#engine/domain/link.ts'
import type { Message } from '#engine/domain/message.ts'
import * as records from '#engine/wire/records.ts'
import type { Batch, RecordStore } from './record-store.ts'

const HERE = new Uint8Array(0)

/**
 * The records of one profile by name. Every change goes through a batch; nothing here decides anything.
 */
export class ProfileStore {
  readonly #store: RecordStore

  constructor(store: RecordStore) {
    this.#store = store
  }

  batch = (): Batch => this.#store.batch()
  commit = (batch: Batch): Promise<void> => this.#store.commit(batch)
  /** Waits for the commits that were handed over before. */
  settled = (): Promise<void> => this.#store.settled()
  close = (): Promise<void> => this.#store.close()

  /** Earlier states of links and sessions, and message keys that were used, leave the disk. */
  tidyKeys = (): Promise<void> => this.#store.tidy('link', 'skipped')
  /** Everything that was deleted or replaced leaves the disk. */
  tidyAll = (): Promise<void> => this.#store.tidy('profile', 'draft')

  profile(): records.ProfileRecord | undefined {
    return decoded(this.#store.get('profile', { of: HERE }), records.decodeProfile)
  }

  putProfile(batch: Batch, profile: records.ProfileRecord): void {
    this.#store.put(batch, 'profile', { of: HERE }, records.encodeProfile(profile))
  }

  contacts(): AsyncGenerator<Contact> {
    return map(this.#store.all('contact'), records.decodeContact)
  }

  putContact(batch: Batch, contact: Contact): void {
    this.#store.put(batch, 'contact', { of: fromHex(contact.id) }, records.encodeContact(contact))
  }

  deleteContact(batch: Batch, id: ContactId): void {
    this.#store.delete(batch, 'contact', { of: fromHex(id) })
  }

  links(): AsyncGenerator<Link> {
    return map(this.#store.all('link'), records.decodeLink)
  }

  putLink(batch: Batch, link: Link): void {
    this.#store.put(batch, 'link', linkKey(link.contactId, link.installationId), records.encodeLink(link))
  }

  deleteLink(batch: Batch, contact: ContactId, installation: InstallationId): void {
    this.#store.delete(batch, 'link', linkKey(contact, installation))
  }

  /** `state` is the encoded session (docs/protocol/05-ratchet.md). */
  session(sid: string): Uint8Array | undefined {
    return this.#store.get('session', { of: fromHex(sid) })
  }

  putSession(batch: Batch, sid: string, state: Uint8Array): void {
    this.#store.put(batch, 'session', { of: fromHex(sid) }, state)
  }

  deleteSession(batch: Batch, sid: string): void {
    this.#store.delete(batch, 'session', { of: fromHex(sid) })
  }

  /** A message key that was skipped: `chain` names the receiving chain within the session. */
  skippedKey(sid: string, chain: Uint8Array, n: number): Uint8Array | undefined {
    return this.#store.get('skipped', skippedKey(sid, chain, n))
  }

  putSkippedKey(batch: Batch, sid: string, chain: Uint8Array, n: number, key: Uint8Array): void {
    this.#store.put(batch, 'skipped', skippedKey(sid, chain, n), key)
  }

  deleteSkippedKey(batch: Batch, sid: string, chain: Uint8Array, n: number): void {
    this.#store.delete(batch, 'skipped', skippedKey(sid, chain, n))
  }

  /** All message keys that were skipped in a session. */
  deleteSkippedKeys(batch: Batch, sid: string): Promise<void> {
    return this.#store.deleteList(batch, 'skipped', fromHex(sid))
  }

  conversations(): AsyncGenerator<Conversation> {
    return map(this.#store.all('conversation'), records.decodeConversation)
  }

  putConversation(batch: Batch, conversation: Conversation): void {
    this.#store.put(
      batch,
      'conversation',
      { of: fromHex(conversation.id) },
      records.encodeConversation(conversation),
    )
  }

  deleteConversation(batch: Batch, id: ConversationId): void {
    this.#store.delete(batch, 'conversation', { of: fromHex(id) })
    this.#store.delete(batch, 'draft', { of: fromHex(id) })
  }

  message(conversation: ConversationId, position: number): Message | undefined {
    return decoded(
      this.#store.get('message', { of: fromHex(conversation), order: position }),
      records.decodeMessage,
    )
  }

  /** Newest first, positions below `before` only. */
  async messages(
    conversation: ConversationId,
    options: { before?: number; limit: number },
  ): Promise<Message[]> {
    const found = await this.#store.page('message', fromHex(conversation), options)
    return found.map(records.decodeMessage)
  }

  putMessage(batch: Batch, message: Message): void {
    const at = { of: fromHex(message.conversationId), order: message.position }
    this.#store.put(batch, 'message', at, records.encodeMessage(message))
  }

  deleteMessage(batch: Batch, message: Message): void {
    this.#store.delete(batch, 'message', { of: fromHex(message.conversationId), order: message.position })
  }

  /** Where a message lies; also the memory that it has been stored, so that it is stored once. */
  place(author: ContactId | 'me', id: MessageId): records.MessagePlace | undefined {
    return decoded(this.#store.get('place', placeKey(author, id)), records.decodePlace)
  }

  putPlace(batch: Batch, author: ContactId | 'me', id: MessageId, place: records.MessagePlace): void {
    this.#store.put(batch, 'place', placeKey(author, id), records.encodePlace(place))
  }

  deletePlace(batch: Batch, author: ContactId | 'me', id: MessageId): void {
    this.#store.delete(batch, 'place', placeKey(author, id))
  }

  /** The message that a caller sent under its own identifier. */
  client(conversation: ConversationId, clientKey: Uint8Array): records.MessagePlace | undefined {
    const of = concat(fromHex(conversation), clientKey)
    return decoded(this.#store.get('client', { of }), records.decodePlace)
  }

  putClient(
    batch: Batch,
    conversation: ConversationId,
    clientKey: Uint8Array,
    place: records.MessagePlace,
  ): void {
    const of = concat(fromHex(conversation), clientKey)
    this.#store.put(batch, 'client', { of }, records.encodePlace(place))
  }

  outbox(): AsyncGenerator<records.OutboxRecord> {
    return map(this.#store.all('outbox'), records.decodeOutbox)
  }

  outboxEntry(contact: ContactId, order: number): records.OutboxRecord | undefined {
    return decoded(this.#store.get('outbox', { of: fromHex(contact), order }), records.decodeOutbox)
  }

  putOutbox(batch: Batch, entry: records.OutboxRecord): void {
    const at = { of: fromHex(entry.contactId), order: entry.order }
    this.#store.put(batch, 'outbox', at, records.encodeOutbox(entry))
  }

  deleteOutbox(batch: Batch, contact: ContactId, order: number): void {
    this.#store.delete(batch, 'outbox', { of: fromHex(contact), order })
  }

  /** Whether a handshake was accepted before. */
  hasReplay(initHash: Uint8Array): boolean {
    return this.#store.get('replay', { of: initHash }) !== undefined
  }

  putReplay(batch: Batch, initHash: Uint8Array): void {
    this.#store.put(batch, 'replay', { of: initHash }, Uint8Array.of(1))
  }

  draft(conversation: ConversationId): Uint8Array | undefined {
    return this.#store.get('draft', { of: fromHex(conversation) })
  }

  /** An empty draft is none. */
  putDraft(batch: Batch, conversation: ConversationId, text: Uint8Array): void {
    const at = { of: fromHex(conversation) }
    if (text.length === 0) this.#store.delete(batch, 'draft', at)
    else this.#store.put(batch, 'draft', at, text)
  }
}

function decoded<T>(bytes: Uint8Array | undefined, decode: (bytes: Uint8Array) => T): T | undefined {
  return bytes && decode(bytes)
}

async function* map<T>(
  values: AsyncIterable<Uint8Array>,
  decode: (bytes: Uint8Array) => T,
): AsyncGenerator<T> {
  for await (const value of values) yield decode(value)
}

function linkKey(contact: ContactId, installation: InstallationId) {
  return { of: concat(fromHex(contact), fromHex(installation)) }
}

function skippedKey(sid: string, chain: Uint8Array, n: number) {
  return { of: fromHex(sid), order: concat(chain, u32be(n)) }
}

function placeKey(author: ContactId | 'me', id: MessageId) {
  return { of: author === 'me' ? fromHex(id) : concat(fromHex(author), fromHex(id)) }
}
