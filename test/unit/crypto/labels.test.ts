import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadCrypto } from '#engine/crypto/index.ts'
import { encodeParts, fixedKdf, derive } from '#engine/crypto/kdf.ts'
import { LABELS } from '#engine/crypto/labels.ts'

await loadCrypto()

const folder = new URL('../../../src/engine/crypto/', import.meta.url)
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && name !== 'labels.ts')
  .map((name) => ({ name, source: readFileSync(new URL(name, folder), 'utf8') }))

test('K2 every label is unique and has exactly one call site', () => {
  expect(new Set(LABELS).size).toBe(LABELS.length)
  const used = sources.flatMap(({ source }) =>
    [...source.matchAll(/'(sotto1\/[^']*)'/g)].map((match) => match[1]),
  )
  expect(used).toHaveLength(LABELS.length)
  expect(new Set(used)).toEqual(new Set(LABELS))
})

test('K7 the functions with known defects are not reachable', () => {
  for (const { source } of sources) {
    expect(source).not.toMatch(/crypto_kdf_derive_from_key|curve25519xchacha20poly1305/)
  }
  const importers = sources.filter(({ source }) => /from 'libsodium/.test(source))
  expect(importers.map(({ name }) => name)).toEqual(['password-worker.ts', 'sodium.ts'])
})

test('K2 enc is injective', () => {
  const input = fc.tuple(
    fc.stringMatching(/^[a-z/0-9]{1,20}$/),
    fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 5 }),
  )
  const same = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
    JSON.stringify(a.map((x) => [...x])) === JSON.stringify(b.map((x) => [...x]))
  fc.assert(
    fc.property(input, input, ([label, parts], [otherLabel, otherParts]) => {
      const equalInputs = label === otherLabel && same(parts, otherParts)
      const left = Buffer.from(encodeParts(label, ...parts))
      expect(left.equals(Buffer.from(encodeParts(otherLabel, ...otherParts)))).toBe(equalInputs)
    }),
    { numRuns: 1000 },
  )
})

test('K2 moving a boundary between parts, or between label and part, changes the encoding', () => {
  const a = Uint8Array.of(1, 2, 3)
  const encodings = [
    encodeParts('ab', a),
    encodeParts('a', Uint8Array.of(98), a),
    encodeParts('ab', a.subarray(0, 1), a.subarray(1)),
    encodeParts('ab', a, new Uint8Array()),
    encodeParts('ab', new Uint8Array(), a),
  ].map((encoding) => Buffer.from(encoding).toString('hex'))
  expect(new Set(encodings).size).toBe(encodings.length)
})

test('the fast form of the KDF gives what the plain form gives, and checks its parts', () => {
  const key = new Uint8Array(32).fill(4)
  const parts = [new Uint8Array(16).fill(1), new Uint8Array(32).fill(2)] as const
  const fast = fixedKdf(56, 'sotto1/body', 16, 32)
  expect(fast(key, ...parts)).toEqual(derive(56, key, 'sotto1/body', ...parts))
  expect(() => fast(key, parts[1], parts[0])).toThrow(TypeError)
  expect(() => fast(key, parts[0])).toThrow(TypeError)
  expect(() => fast(new Uint8Array(31), ...parts)).toThrow(TypeError)
})
