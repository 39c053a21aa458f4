import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CryptoError, createDek, createRecordCipher, loadCrypto } from '#engine/crypto/index.ts'
import { bytes, flipped, seeded } from './kit.ts'

await loadCrypto()

const cipher = createRecordCipher(createDek(seeded('dek')), seeded('records'))
const KEY = bytes('key')
const refuses = (table: string, key: Uint8Array, sealed: Uint8Array) =>
  expect(() => cipher.open(table, key, sealed)).toThrow(expect.objectContaining({ subject: 'record' }))

describe('records at rest', () => {
  test('round trip', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 40 }), (value, key) => {
        expect(cipher.open('table', key, cipher.seal('table', key, value))).toEqual(value)
      }),
    )
  })

  test('lengths show in steps of 64 bytes only', () => {
    const lengths = Array.from({ length: 200 }, (_, i) => cipher.seal('t', KEY, new Uint8Array(i)).length)
    expect(new Set(lengths)).toEqual(new Set([104, 168, 232, 296]))
    expect(lengths[63]).toBe(104)
    expect(lengths[64]).toBe(168)
  })

  test('S4 a record under another key or table, of another database, truncated or changed', () => {
    const sealed = cipher.seal('table', KEY, bytes('value'))
    refuses('table', bytes('kez'), sealed)
    refuses('tablf', KEY, sealed)
    // Table and key are bound apart: no boundary can be moved.
    refuses('tabl', bytes('ekey'), sealed)
    expect(() =>
      createRecordCipher(createDek(seeded('other')), seeded('x')).open('table', KEY, sealed),
    ).toThrow(CryptoError)
    for (let i = 0; i < sealed.length; i++) refuses('table', KEY, flipped(sealed, i))
    for (let length = 0; length < sealed.length; length++) refuses('table', KEY, sealed.subarray(0, length))
    refuses('table', KEY, Uint8Array.of(...sealed, 0))
  })

  test('K8 the same value is never the same record', () => {
    const records = Array.from({ length: 1000 }, () =>
      Buffer.from(cipher.seal('t', KEY, KEY)).toString('hex'),
    )
    expect(new Set(records).size).toBe(1000)
  })

  test('a blinded key is 16 bytes, the same for the same, of its table alone', () => {
    expect(cipher.blind('t', KEY)).toHaveLength(16)
    expect(cipher.blind('t', KEY)).toEqual(cipher.blind('t', bytes('key')))
    expect(cipher.blind('u', KEY)).not.toEqual(cipher.blind('t', KEY))
    expect(cipher.blind('t', bytes('kez'))).not.toEqual(cipher.blind('t', KEY))
    expect(createRecordCipher(createDek(seeded('other')), seeded('x')).blind('t', KEY)).not.toEqual(
      cipher.blind('t', KEY),
    )
  })
})
