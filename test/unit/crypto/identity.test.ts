import { toHex } from '#shared/bytes.ts'
import { describe, expect, test } from 'vitest'
import { CryptoError, IDENTITY_BLOCK_BYTES, loadCrypto, parseIdentityBlock } from '#engine/crypto/index.ts'
import { encodeParts } from '#engine/crypto/kdf.ts'
import { flipped, person } from './kit.ts'

await loadCrypto()

const ED_AT = 20
const DH_AT = ED_AT + 36
const KEM_AT = DH_AT + 36

// Every X25519 value of low order below 2^255, and the same with the ignored top bit.
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].flatMap((hex) => {
  const key = Uint8Array.from(Buffer.from(hex, 'hex'))
  return [key, flipped(key, 31, 0x80)]
})

function withBytes(block: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  const copy = new Uint8Array(block)
  copy.set(part, at)
  return copy
}

const refuses = (block: Uint8Array) => expect(() => parseIdentityBlock(block)).toThrow(CryptoError)

describe('identity', () => {
  test('the same root gives the same identity, and its block parses to it', () => {
    const alice = person('alice')
    expect(alice.block).toHaveLength(IDENTITY_BLOCK_BYTES)
    expect(IDENTITY_BLOCK_BYTES).toBe(1308)
    expect(person('alice').id).toEqual(alice.id)
    expect(person('bob').id).not.toEqual(alice.id)
    const parsed = parseIdentityBlock(alice.block)
    expect(parsed.id).toEqual(alice.id)
    expect(parsed.contactId).toBe(toHex(alice.id))
    expect(parsed.signKey).toEqual(alice.signKey)
    expect(parsed.dhKey).toEqual(alice.dhKey)
    expect(parsed.kemKey).toEqual(alice.kemKey)
  })

  test('H6 X25519 keys of low order or not canonical', () => {
    const { block } = person('alice')
    for (const key of LOW_ORDER) {
      refuses(withBytes(block, DH_AT, key))
      refuses(withBytes(block, KEM_AT + 1184, key))
    }
    refuses(flipped(block, DH_AT + 31, 0x80))
    refuses(flipped(block, KEM_AT + 1184 + 31, 0x80))
  })

  test('H6 Ed25519 keys of small order or off the curve', () => {
    const { block } = person('alice')
    const small = [
      '0000000000000000000000000000000000000000000000000000000000000000',
      '0100000000000000000000000000000000000000000000000000000000000000',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      '0200000000000000000000000000000000000000000000000000000000000000',
    ]
    for (const hex of small) refuses(withBytes(block, ED_AT, Uint8Array.from(Buffer.from(hex, 'hex'))))
  })

  test('H6 an ML-KEM key with a coefficient that is not reduced', () => {
    const { block } = person('alice')
    refuses(withBytes(block, KEM_AT, Uint8Array.of(0x01, 0xfd)))
    refuses(withBytes(block, KEM_AT + 1, Uint8Array.of(0x1f, 0xd0)))
    refuses(withBytes(block, KEM_AT + 1149, Uint8Array.of(0xff, 0xff, 0xff)))
  })

  test('H6 V3 length, label, order and number of fields', () => {
    const { block, signKey, dhKey, kemKey } = person('alice')
    refuses(block.subarray(0, -1))
    refuses(Uint8Array.of(...block, 0))
    refuses(new Uint8Array())
    refuses(encodeParts('sotto1/identity', dhKey, kemKey, signKey))
    refuses(encodeParts('sotto1/identitz', signKey, dhKey, kemKey))
    refuses(encodeParts('sotto1/identity', signKey, dhKey, kemKey, new Uint8Array()))
    for (let i = 0; i < ED_AT; i++) refuses(flipped(block, i))
    for (let i = 0; i < 4; i++) for (const at of [DH_AT - 4, KEM_AT - 4]) refuses(flipped(block, at + i))
  })
})
