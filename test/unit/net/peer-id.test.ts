import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PeerId } from '#shared/ids.ts'
import { base58decode, base58encode } from '#engine/net/base58.ts'
import { parsePeerId, peerIdFromKey, peerIdFromPeerKey, peerKeyOf, publicKeyOf } from '#engine/net/index.ts'

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('is what libp2p makes of the same seed', async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const theirs = peerIdFromPrivateKey(await generateKeyPairFromSeed('Ed25519', seed))
      expect(peerIdFromKey(seed)).toBe(theirs.toString())
      expect(publicKeyOf(seed)).toEqual(new Uint8Array(theirs.publicKey.raw))
    }),
    { numRuns: 50 },
  )
})

test('a PeerId and its public key stand for each other, for every key', () => {
  fc.assert(
    fc.property(seeds, (key) => {
      expect(peerKeyOf(peerIdFromPeerKey(key))).toEqual(key)
    }),
  )
  expect(parsePeerId(peerIdFromPeerKey(new Uint8Array(32)))).not.toBeNull()
  expect(parsePeerId(peerIdFromPeerKey(new Uint8Array(32).fill(255)))).not.toBeNull()
})

test.each([
  '',
  '12D3KooW',
  'QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N',
  `12D3KooW${'0'.repeat(44)}`,
  `12D3KooW${'z'.repeat(44)}`,
  `12D3KooW${'1'.repeat(45)}`,
  `${peerIdFromPeerKey(new Uint8Array(32))} `,
])('%j is no PeerId', (text) => {
  expect(parsePeerId(text)).toBeNull()
  expect(() => peerKeyOf(text as PeerId)).toThrow(expect.objectContaining({ code: 'invalid' }))
})

test('wrong lengths throw', () => {
  expect(() => peerIdFromKey(new Uint8Array(31))).toThrow(RangeError)
  expect(() => peerIdFromPeerKey(new Uint8Array(33))).toThrow(RangeError)
})

test('base58 round-trips, zeros in front included, and refuses other characters', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(base58decode(base58encode(bytes))).toEqual(bytes)
    }),
  )
  expect(base58encode(new TextEncoder().encode('Hello World!'))).toBe('2NEpo7TZRRrLZSi2U')
  for (const text of ['0', 'O', 'I', 'l', ' ', 'é']) expect(() => base58decode(text)).toThrow(RangeError)
})
