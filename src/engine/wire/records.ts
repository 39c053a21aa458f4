import { fromHex, toHex } from '#shared/bytes.ts'
import type { ContactId, ConversationId, InstallationId, MessageId, PeerId } from '#shared/ids.ts'
import type { Contact, ContactState, Route } from '#engine/domain/contact.ts'
import type { Conversation } from '#engine/domain/conversation.ts'
import { MAX_EARLY, MAX_SESSIONS, type Link, type LinkPlace } from '#engine/domain/link.ts'
import { MAX_TEXT_BYTES, type Message, type StoredState } from '#engine/domain/message.ts'
import { DecodeError, encodeCbor, Fields, type Cbor } from './cbor.ts'

/**
 * What lies in the database, before it is encrypted: `[version, …]`, deterministic CBOR, one positional array each.
 * Records are read with the same distrust as frames: a disk can lie too.
 *
 * Specification: docs/protocol/09-records.md
 */
const VERSION = 1
const MAX_RECORD_BYTES = 1 << 20

function record(...fields: Cbor[]): Uint8Array<ArrayBuffer> {
  return encodeCbor([VERSION, ...fields])
}

function read<T>(bytes: Uint8Array, decode: (fields: Fields) => T): T {
  const fields = Fields.decode(bytes, MAX_RECORD_BYTES)
  if (fields.uint() !== VERSION) throw new DecodeError('unknown record version')
  const value = decode(fields)
  fields.end()
  return value
}

const hex = <T extends string>(fields: Fields, length: number) => toHex(fields.bytes(length)) as T

const encodeRoute = (route: Route): Cbor => [route.peerId, route.multiaddrs]

function decodeRoute(fields: Fields): Route {
  const peerId = fields.text(128) as PeerId
  return { peerId, multiaddrs: fields.list(16, (item) => item.text(512)) }
}

const CONTACT_STATES = ['requested', 'pending', 'accepted', 'blocked'] as const satisfies ContactState[]

export function encodeContact(contact: Contact): Uint8Array<ArrayBuffer> {
  return record(
    fromHex(contact.id),
    contact.nickname,
    contact.displayName,
    contact.state,
    contact.stateBeforeBlock,
    contact.verified,
    contact.lastSeen,
    contact.addedAt,
    contact.identityBlock,
    contact.route && encodeRoute(contact.route),
    contact.installation && fromHex(contact.installation),
  )
}

export function decodeContact(bytes: Uint8Array): Contact {
  return read(bytes, (f) => ({
    id: hex<ContactId>(f, 32),
    nickname: f.text(256),
    displayName: f.text(256),
    state: f.oneOf(CONTACT_STATES),
    stateBeforeBlock: f.nullable((g) => g.oneOf(CONTACT_STATES)),
    verified: f.bool(),
    lastSeen: f.nullable((g) => g.uint()),
    addedAt: f.uint(),
    identityBlock: f.nullable((g) => g.blob(4096)),
    route: f.nullable((g) => decodeRoute(g.nested())),
    installation: f.nullable((g) => hex<InstallationId>(g, 16)),
  }))
}

export function encodeLink(link: Link): Uint8Array<ArrayBuffer> {
  const sessions = link.sessions.map((s) => [fromHex(s.sid), s.gen, s.initiatedByUs, s.heard, s.createdAt])
  return record(
    fromHex(link.contactId),
    fromHex(link.installationId),
    encodeRoute(link.route),
    sessions,
    link.sendEra,
    link.nextSend,
    link.confirmed,
    link.receiveEra,
    link.received,
    link.early,
  )
}

export function decodeLink(bytes: Uint8Array): Link {
  return read(bytes, (f) => ({
    contactId: hex<ContactId>(f, 32),
    installationId: hex<InstallationId>(f, 16),
    route: decodeRoute(f.nested()),
    sessions: f.list(MAX_SESSIONS, (item) => {
      const s = item.nested()
      return { sid: hex(s, 32), gen: s.uint(), initiatedByUs: s.bool(), heard: s.bool(), createdAt: s.uint() }
    }),
    sendEra: f.uint(),
    nextSend: f.uint(),
    confirmed: f.uint(),
    receiveEra: f.uint(),
    received: f.uint(),
    early: f.list(MAX_EARLY, (item) => item.uint()),
  }))
}

export function encodeConversation(conversation: Conversation): Uint8Array<ArrayBuffer> {
  return record(
    fromHex(conversation.id),
    fromHex(conversation.contactId),
    conversation.nextPosition,
    conversation.unread,
    conversation.readPosition,
    conversation.peerReadPosition,
    conversation.updatedAt,
  )
}

export function decodeConversation(bytes: Uint8Array): Conversation {
  return read(bytes, (f) => ({
    id: hex<ConversationId>(f, 16),
    contactId: hex<ContactId>(f, 32),
    nextPosition: f.uint(),
    unread: f.uint(),
    readPosition: f.uint(),
    peerReadPosition: f.uint(),
    updatedAt: f.uint(),
  }))
}

const MESSAGE_STATES = ['queued', 'delivered', 'read', 'unreadable'] as const satisfies StoredState[]

export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  return record(
    fromHex(message.id),
    fromHex(message.conversationId),
    message.position,
    message.mine,
    message.text,
    message.sentAt,
    message.receivedAt,
    message.state,
  )
}

export function decodeMessage(bytes: Uint8Array): Message {
  return read(bytes, (f) => ({
    id: hex<MessageId>(f, 16),
    conversationId: hex<ConversationId>(f, 16),
    position: f.uint(),
    mine: f.bool(),
    text: f.text(MAX_TEXT_BYTES),
    sentAt: f.uint(),
    receivedAt: f.nullable((g) => g.uint()),
    state: f.oneOf(MESSAGE_STATES),
  }))
}

/** Where a message lies, found by its identifier. */
export interface MessagePlace {
  readonly conversationId: ConversationId
  readonly position: number
}

export function encodePlace(place: MessagePlace): Uint8Array<ArrayBuffer> {
  return record(fromHex(place.conversationId), place.position)
}

export function decodePlace(bytes: Uint8Array): MessagePlace {
  return read(bytes, (f) => ({ conversationId: hex<ConversationId>(f, 16), position: f.uint() }))
}

/** Something reliable that a contact has not confirmed yet. */
export interface OutboxRecord {
  readonly contactId: ContactId
  /** Order among what waits for this contact. */
  readonly order: number
  readonly kind: 'request' | 'accept' | 'text'
  /** The message row it belongs to, if any. */
  readonly messageId: MessageId | null
  /** Its place on the link that it goes over, once it has one. */
  readonly place: LinkPlace | null
  /** Set once it is encrypted; the same bytes are sent as often as needed. */
  readonly sealed: SealedFrame | null
}

export interface SealedFrame {
  readonly sid: string
  readonly frame: Uint8Array
}

export function encodeOutbox(entry: OutboxRecord): Uint8Array<ArrayBuffer> {
  const { place, sealed } = entry
  return record(
    fromHex(entry.contactId),
    entry.order,
    entry.kind,
    entry.messageId && fromHex(entry.messageId),
    place && [fromHex(place.installationId), place.era, place.number],
    sealed && [fromHex(sealed.sid), sealed.frame],
  )
}

export function decodeOutbox(bytes: Uint8Array): OutboxRecord {
  return read(bytes, (f) => ({
    contactId: hex<ContactId>(f, 32),
    order: f.uint(),
    kind: f.oneOf(['request', 'accept', 'text'] as const),
    messageId: f.nullable((g) => hex<MessageId>(g, 16)),
    place: f.nullable((g) => {
      const p = g.nested()
      return { installationId: hex<InstallationId>(p, 16), era: p.uint(), number: p.uint() }
    }),
    sealed: f.nullable((g) => {
      const s = g.nested()
      return { sid: hex(s, 32), frame: s.blob(MAX_RECORD_BYTES) }
    }),
  }))
}

/** The profile: the one record that all else depends on. */
export interface ProfileRecord {
  /** 32 random bytes, the 24 words. */
  readonly root: Uint8Array
  readonly displayName: string
  readonly installationId: InstallationId
  /** Seed of the libp2p key: random, never derived from the root. */
  readonly peerKey: Uint8Array
  /** TCP ports that were chosen at the first start and are taken again. */
  readonly ports: readonly number[]
  readonly createdAt: number
}

export function encodeProfile(profile: ProfileRecord): Uint8Array<ArrayBuffer> {
  return record(
    profile.root,
    profile.displayName,
    fromHex(profile.installationId),
    profile.peerKey,
    profile.ports,
    profile.createdAt,
  )
}

export function decodeProfile(bytes: Uint8Array): ProfileRecord {
  return read(bytes, (f) => ({
    root: f.bytes(32),
    displayName: f.text(256),
    installationId: hex<InstallationId>(f, 16),
    peerKey: f.bytes(32),
    ports: f.list(8, (item) => item.uint(65_535)),
    createdAt: f.uint(),
  }))
}
