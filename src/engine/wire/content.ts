import { fromHex, toHex, utf8 } from '#shared/bytes.ts'
import type { MessageId, PeerId } from '#shared/ids.ts'
import type { Place } from '#engine/domain/link.ts'
import { MAX_REQUEST_TEXT_BYTES, MAX_TEXT_BYTES } from '#engine/domain/message.ts'
import { DecodeError, encodeCbor, Fields, type Cbor } from './cbor.ts'

/**
 * What travels inside a ratchet message: deterministic CBOR, one positional array, `[version, kind, …]`. A kind that
 * this version does not know is `unknown`: authentic, kept in its place, shown as unreadable.
 *
 * Specification: docs/protocol/07-content.md
 */
export const CONTENT_VERSION = 1

/** What one installation tells a contact about itself. It travels only inside a session. */
export interface Card {
  readonly displayName: string
  readonly peerId: PeerId
  readonly multiaddrs: readonly string[]
}

export interface Text {
  readonly id: MessageId
  readonly sentAt: number
  readonly text: string
}

export type Content =
  /** First content of a session: who asks, with at most one short text. */
  | { readonly kind: 'request'; readonly place: Place; readonly card: Card; readonly text: Text | null }
  /** The answer to a request. */
  | { readonly kind: 'accept'; readonly place: Place; readonly card: Card }
  | { readonly kind: 'text'; readonly place: Place; readonly text: Text }
  /**
   * Everything of your era up to `received` is stored here, and the numbers in `early` besides; era 0: nothing of
   * yours is known here. `read`: the newest of your messages that was read. Cumulative, so it may be lost or repeated; sent when something was stored and at the
   * start of every connection.
   */
  | {
      readonly kind: 'receipt'
      readonly era: number
      readonly received: number
      readonly early: readonly number[]
      readonly read: MessageId | null
    }
  /** Our card has changed. */
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'unknown'; readonly place: Place }

const KINDS = { request: 1, accept: 2, text: 3, receipt: 4, card: 5 } as const

const MAX_NAME_UNITS = 64
const MAX_PEER_ID_UNITS = 128
const MAX_CARD_ADDRESSES = 8
const MAX_MULTIADDR_UNITS = 256
/** A receipt names the first of them; the rest is confirmed once the gap is closed. */
export const MAX_EARLY_NUMBERS = 64

/** Largest encoded content: a text of the largest size and what surrounds it. */
export const MAX_CONTENT_BYTES = MAX_TEXT_BYTES + 256

function encodeCard(card: Card): Cbor {
  return [card.displayName, card.peerId, card.multiaddrs]
}

function decodeCard(fields: Fields): Card {
  const displayName = cleanName(fields.text(MAX_NAME_UNITS * 8))
  const peerId = fields.text(MAX_PEER_ID_UNITS) as PeerId
  const multiaddrs = fields.list(MAX_CARD_ADDRESSES, (item) => item.text(MAX_MULTIADDR_UNITS))
  fields.end()
  return { displayName, peerId, multiaddrs }
}

/** What turns the direction of text around or shows nothing at all; the joiner of emoji stays. */
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+/gu

/** A name is one line of at most 64 characters, all of them to be seen, whatever they sent. */
function cleanName(name: string): string {
  const shown = name.replaceAll(INVISIBLE, '').replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ')
  return Array.from(shown.trim()).slice(0, MAX_NAME_UNITS).join('')
}

function encodeText(text: Text): Cbor {
  return [fromHex(text.id), text.sentAt, text.text]
}

function decodeText(fields: Fields, maxBytes: number): Text {
  const id = toHex(fields.bytes(16)) as MessageId
  const sentAt = fields.uint()
  const text = fields.text(maxBytes)
  fields.end()
  if (text === '' || utf8(text).length > maxBytes) throw new DecodeError('text out of range')
  return { id, sentAt, text }
}

export function encodeContent(content: Exclude<Content, { kind: 'unknown' }>): Uint8Array<ArrayBuffer> {
  return encodeCbor([CONTENT_VERSION, KINDS[content.kind], ...fieldsOf(content)])
}

function fieldsOf(content: Exclude<Content, { kind: 'unknown' }>): Cbor[] {
  switch (content.kind) {
    case 'request':
      return [encodePlace(content.place), encodeCard(content.card), content.text && encodeText(content.text)]
    case 'accept':
      return [encodePlace(content.place), encodeCard(content.card)]
    case 'text':
      return [encodePlace(content.place), encodeText(content.text)]
    case 'receipt':
      return [content.era, content.received, content.early, content.read && fromHex(content.read)]
    case 'card':
      return [encodeCard(content.card)]
  }
}

/**
 * Throws a DecodeError on anything malformed. Kinds from 64 to 127 are reliable ones of a later version: their third
 * field is their place, so that they can be confirmed although they cannot be shown.
 */
export function decodeContent(bytes: Uint8Array): Content {
  const fields = Fields.decode(bytes, MAX_CONTENT_BYTES)
  if (fields.uint() !== CONTENT_VERSION) throw new DecodeError('unknown content version')
  const kind = fields.uint(127)
  const content = decodeKind(kind, fields)
  if (content.kind !== 'unknown') fields.end()
  return content
}

function decodeKind(kind: number, fields: Fields): Content {
  switch (kind) {
    case KINDS.request: {
      const place = decodePlace(fields)
      const card = decodeCard(fields.nested())
      const text = fields.nullable((f) => decodeText(f.nested(), MAX_REQUEST_TEXT_BYTES))
      return { kind: 'request', place, card, text }
    }
    case KINDS.accept:
      return { kind: 'accept', place: decodePlace(fields), card: decodeCard(fields.nested()) }
    case KINDS.text:
      return { kind: 'text', place: decodePlace(fields), text: decodeText(fields.nested(), MAX_TEXT_BYTES) }
    case KINDS.receipt: {
      const era = fields.uint()
      const received = fields.uint()
      const early = fields.list(MAX_EARLY_NUMBERS, (item) => item.uint())
      const read = fields.nullable((f) => toHex(f.bytes(16)) as MessageId)
      return { kind: 'receipt', era, received, early, read }
    }
    case KINDS.card:
      return { kind: 'card', card: decodeCard(fields.nested()) }
    default:
      if (kind < 64) throw new DecodeError('unknown content')
      return { kind: 'unknown', place: decodePlace(fields) }
  }
}

function encodePlace({ era, number }: Place): Cbor {
  return [era, number]
}

function decodePlace(fields: Fields): Place {
  const place = fields.nested()
  const era = place.uint()
  const number = place.uint()
  place.end()
  if (era === 0 || number === 0) throw new DecodeError('eras and numbers start at 1')
  return { era, number }
}
