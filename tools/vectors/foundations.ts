import { fromHex, toHex, utf8 } from '#shared/bytes.ts'
import {
  type Identity,
  deriveIdentity,
  encodeAddress,
  encodeLink,
  rootFromBytes,
  rootToWords,
  safetyNumber,
} from '#engine/crypto/index.ts'
import { derive, encodeParts, hash } from '#engine/crypto/kdf.ts'

/** Encoding, identity and address: docs/protocol/01-primitives.md and 02-identity-and-address.md. */

const ALICE_ROOT = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
const BOB_ROOT = 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405060708090a0b0c0d0e0f'
const PEER_KEY = 'a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf'

export function alice(): Identity {
  return deriveIdentity(rootFromBytes(fromHex(ALICE_ROOT)))
}

export function bob(): Identity {
  return deriveIdentity(rootFromBytes(fromHex(BOB_ROOT)))
}

export function encodingVectors() {
  const cases = [[], [''], ['00'], ['', ''], ['0001', '02'], ['00', '0102']]
  const key = new Uint8Array(32).fill(0x11)
  return cases.map((parts) => {
    const bytes = parts.map((part) => fromHex(part))
    return {
      label: 'sotto1/sid',
      parts,
      enc: toHex(encodeParts('sotto1/sid', ...bytes)),
      H: toHex(hash('sotto1/sid', ...bytes)),
      KDF: {
        key: toHex(key),
        32: toHex(derive(32, key, 'sotto1/sid', ...bytes)),
        56: toHex(derive(56, key, 'sotto1/sid', ...bytes)),
        64: toHex(derive(64, key, 'sotto1/sid', ...bytes)),
      },
    }
  })
}

export function identityVectors() {
  const peerKey = fromHex(PEER_KEY)
  const hints = ['/ip4/192.0.2.7/tcp/4001', '/ip6/2001:db8::7/tcp/4001']
  return {
    people: [describe('alice', ALICE_ROOT, alice()), describe('bob', BOB_ROOT, bob())],
    addresses: [undefined, peerKey].map((key) => {
      const address = encodeAddress(key ? { id: alice().id, peerKey: key } : { id: alice().id })
      return {
        of: 'alice',
        peerKey: key ? PEER_KEY : null,
        text: address,
        link: encodeLink(address, hints),
        hints,
      }
    }),
    refusedAddresses: refusedAddresses(encodeAddress({ id: alice().id })),
    safetyNumber: safetyNumber(alice().block, bob().block),
  }
}

function describe(name: string, root: string, identity: Identity) {
  return {
    name,
    root,
    words: rootToWords(rootFromBytes(fromHex(root))).join(' '),
    ed25519: toHex(identity.signKey),
    x25519: toHex(identity.dhKey),
    block: toHex(identity.block),
    id: toHex(identity.id),
  }
}

function refusedAddresses(good: string): { text: string; why: string }[] {
  return [
    { text: good.replace('SOTTO:', ''), why: 'no scheme' },
    { text: good.slice(0, -1), why: 'a character is missing' },
    { text: `${good}A`, why: 'a character too many' },
    { text: good.replace(/.$/, '1'), why: 'a character that is not in the alphabet' },
    {
      text: `${good.slice(0, 20)}${good[20] === 'A' ? 'B' : 'A'}${good.slice(21)}`,
      why: 'a character is mistyped',
    },
  ]
}

/** Told apart from what it is part of, so that a reader of the file sees where it comes from. */
export const text = (content: string) => ({ text: content, bytes: toHex(utf8(content)) })
