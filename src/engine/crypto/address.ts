import { concat, equal } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import type { ContactId } from '#shared/ids.ts'
import { fromBase32, toBase32 } from './base32.ts'
import { contactIdOf } from './identity.ts'
import { hash } from './kdf.ts'
import { expectBytes } from './sodium.ts'

const SCHEME = 'sotto:'
const PUBLIC = 0x11
const INVITE = 0x12
const FLAG_PEER_KEY = 0x01
const FLAG_MAILBOX = 0x02
const ID_BYTES = 32
const PEER_KEY_BYTES = 32
const MAILBOX_BYTES = 48
const CHECKSUM_BYTES = 4

/** Longest link; everything longer is refused before it is read. */
export const MAX_LINK_LENGTH = 1000
export const MAX_LINK_HINTS = 4
const MAX_HINT_LENGTH = 256

export interface AddressParts {
  /** Commitment to the identity block, 32 bytes. */
  readonly id: Uint8Array
  /** Ed25519 key of the libp2p node under which this person answers, 32 bytes. */
  readonly peerKey?: Uint8Array
}

export interface DecodedAddress {
  readonly kind: 'public' | 'invite'
  readonly id: Uint8Array
  readonly contactId: ContactId
  readonly peerKey?: Uint8Array
  /** At most four strings of at most 256 characters. Whoever passed the link on wrote them: they prove nothing. */
  readonly hints: string[]
}

/** `SOTTO:` and base32 in capitals, which a QR code stores in its compact alphanumeric mode. */
export function encodeAddress(parts: AddressParts): string {
  expectBytes(parts.id, ID_BYTES)
  const peerKey = parts.peerKey ?? new Uint8Array()
  if (peerKey.length > 0) expectBytes(peerKey, PEER_KEY_BYTES)
  const flags = peerKey.length > 0 ? FLAG_PEER_KEY : 0
  const payload = concat(Uint8Array.of(PUBLIC, flags), parts.id, peerKey)
  return SCHEME.toUpperCase() + toBase32(concat(payload, checksum(payload)))
}

/**
 * The address as a link with places to try first (multiaddrs). Takes the first four hints that fit into 1,000
 * characters and leaves the others out.
 */
export function encodeLink(address: string, hints: readonly string[]): string {
  let link = SCHEME + address.slice(SCHEME.length)
  let count = 0
  for (const hint of hints) {
    if (count === MAX_LINK_HINTS) break
    if (hint === '' || hint.length > MAX_HINT_LENGTH) continue
    const parameter = `${count === 0 ? '?' : '&'}at=${encodeURIComponent(hint).replaceAll('%2F', '/').replaceAll('%3A', ':')}`
    if (link.length + parameter.length > MAX_LINK_LENGTH) continue
    link += parameter
    count++
  }
  return link
}

/** Takes the text of a QR code or a link. Throws `Fault('bad-address')` with a sentence that says what is wrong. */
export function decodeAddress(text: string): DecodedAddress {
  if (text.length > 2 * MAX_LINK_LENGTH) throw bad('This is too long for a Sotto address.')
  const trimmed = text.trim()
  if (trimmed.length > MAX_LINK_LENGTH) throw bad('This is too long for a Sotto address.')
  if (trimmed.slice(0, SCHEME.length).toLowerCase() !== SCHEME) throw bad('This is not a Sotto address.')
  const queryAt = trimmed.indexOf('?')
  const end = queryAt === -1 ? trimmed.length : queryAt
  const parts = decodePayload(trimmed.slice(SCHEME.length, end))
  const hints = queryAt === -1 ? [] : decodeHints(trimmed.slice(queryAt + 1))
  return { kind: 'public', ...parts, contactId: contactIdOf(parts.id), hints }
}

function decodePayload(text: string): AddressParts {
  const bytes = fromBase32(text)
  if (bytes === undefined || bytes.length < 2 + CHECKSUM_BYTES) throw mistyped()
  const payload = bytes.subarray(0, -CHECKSUM_BYTES)
  // The checksum is the same in every version, so that damage and novelty can be told apart.
  if (!equal(bytes.subarray(-CHECKSUM_BYTES), checksum(payload))) throw mistyped()
  const [type = 0, flags = 0] = payload
  if (type === INVITE) throw bad('This is a one-time invite, which this version of Sotto cannot use yet.')
  if (type !== PUBLIC || (flags & ~(FLAG_PEER_KEY | FLAG_MAILBOX)) !== 0) {
    throw bad('This address was made by a newer version of Sotto.')
  }
  const peerKeyBytes = (flags & FLAG_PEER_KEY) === 0 ? 0 : PEER_KEY_BYTES
  const mailboxBytes = (flags & FLAG_MAILBOX) === 0 ? 0 : MAILBOX_BYTES
  const peerKeyAt = 2 + ID_BYTES
  if (payload.length !== peerKeyAt + peerKeyBytes + mailboxBytes) throw mistyped()
  const id = payload.slice(2, peerKeyAt)
  return peerKeyBytes === 0 ? { id } : { id, peerKey: payload.slice(peerKeyAt, peerKeyAt + PEER_KEY_BYTES) }
}

/** Parameters that this version does not know are left to those that do. */
function decodeHints(query: string): string[] {
  const hints: string[] = []
  for (const parameter of query.split('&')) {
    if (!parameter.startsWith('at=') || hints.length === MAX_LINK_HINTS) continue
    try {
      const hint = decodeURIComponent(parameter.slice('at='.length))
      if (hint !== '' && hint.length <= MAX_HINT_LENGTH) hints.push(hint)
    } catch {
      throw bad('The part of this link after the question mark is damaged.')
    }
  }
  return hints
}

function checksum(payload: Uint8Array): Uint8Array {
  return hash('sotto1/addr-ck', payload).subarray(0, CHECKSUM_BYTES)
}

function mistyped(): Fault {
  return bad('A character of this address is mistyped or missing.')
}

function bad(message: string): Fault {
  return new Fault('bad-address', message)
}
