import { expect, test } from 'vitest'
import { CryptoError, loadCrypto, safetyNumber } from '#engine/crypto/index.ts'
import { encodeParts } from '#engine/crypto/kdf.ts'
import { person } from './kit.ts'

await loadCrypto()

test('V1 twelve groups of five digits, the same from both sides', () => {
  const a = person('alice')
  const b = person('bob')
  const number = safetyNumber(a.block, b.block)
  expect(number).toMatch(/^\d{5}( \d{5}){11}$/)
  expect(safetyNumber(b.block, a.block)).toBe(number)
})

test('V1 changes with each of the three identity keys', () => {
  const a = person('alice')
  const b = person('bob')
  const m = person('mallory')
  const numbers = [
    safetyNumber(a.block, b.block),
    safetyNumber(a.block, encodeParts('sotto1/identity', m.signKey, b.dhKey, b.kemKey)),
    safetyNumber(a.block, encodeParts('sotto1/identity', b.signKey, m.dhKey, b.kemKey)),
    safetyNumber(a.block, encodeParts('sotto1/identity', b.signKey, b.dhKey, m.kemKey)),
    safetyNumber(m.block, b.block),
  ]
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('V3 what is not an identity block has no safety number', () => {
  const { block, id } = person('alice')
  expect(() => safetyNumber(block, id)).toThrow(CryptoError)
})
