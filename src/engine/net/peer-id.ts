import { createPrivateKey, createPublicKey } from 'node:crypto'
import { concat, equal } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import type { PeerId } from '#shared/ids.ts'
import { base58decode, base58encode } from './base58.ts'

/*
 * A PeerId is base58btc over an identity multihash (0x00, length 0x24) of the protobuf { type 1: Ed25519, data: 32
 * bytes }. It is written by hand here so that the process can name itself before libp2p is loaded.
 * Source: https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md
 */
const PREFIX = Uint8Array.of(0x00, 0x24, 0x08, 0x01, 0x12, 0x20)
const KEY_BYTES = 32
const TEXT = /^12D3KooW[1-9A-HJ-NP-Za-km-z]{44}$/

/** RFC 8410: everything in a PKCS #8 file of an Ed25519 key that comes before the 32 bytes of the seed. */
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20)

/** The PeerId of the node whose 32-byte Ed25519 seed this is. Throws a RangeError on another length. */
export function peerIdFromKey(seed: Uint8Array): PeerId {
  return peerIdFromPeerKey(publicKeyOf(seed))
}

/** The 32-byte Ed25519 public key of a 32-byte seed. Throws a RangeError on another length. */
export function publicKeyOf(seed: Uint8Array): Uint8Array<ArrayBuffer> {
  if (seed.length !== KEY_BYTES) throw new RangeError('an Ed25519 seed has 32 bytes')
  const der = Buffer.from(concat(PKCS8, seed))
  const { x } = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({
    format: 'jwk',
  })
  der.fill(0)
  return new Uint8Array(Buffer.from(x ?? '', 'base64url'))
}

/** The PeerId of a 32-byte Ed25519 public key. Throws a RangeError on another length. */
export function peerIdFromPeerKey(publicKey: Uint8Array): PeerId {
  if (publicKey.length !== KEY_BYTES) throw new RangeError('an Ed25519 public key has 32 bytes')
  return base58encode(concat(PREFIX, publicKey)) as PeerId
}

/** The 32-byte Ed25519 public key that a PeerId stands for. Throws `Fault('invalid')` on any other kind of PeerId. */
export function peerKeyOf(peerId: PeerId): Uint8Array<ArrayBuffer> {
  const key = decode(peerId)
  if (key === null) throw new Fault('invalid', 'This is not the name of a Sotto node.')
  return key
}

/** Untrusted text to a PeerId, null when it is not the one text form of an Ed25519 PeerId. */
export function parsePeerId(text: string): PeerId | null {
  return decode(text) === null ? null : (text as PeerId)
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  if (!TEXT.test(text)) return null
  const bytes = base58decode(text)
  if (bytes.length !== PREFIX.length + KEY_BYTES || !equal(bytes.subarray(0, PREFIX.length), PREFIX))
    return null
  return bytes.slice(PREFIX.length)
}
