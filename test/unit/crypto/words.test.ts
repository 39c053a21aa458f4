import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadCrypto, rootFromBytes, rootToWords, wordsToRoot } from '#engine/crypto/index.ts'

await loadCrypto()

const root = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(rootFromBytes)

test('the words are the root', () => {
  fc.assert(
    fc.property(root, (value) => {
      const words = rootToWords(value)
      expect(words).toHaveLength(24)
      expect(Array.from(wordsToRoot(words))).toEqual(Array.from(value))
    }),
    { numRuns: 50 },
  )
})

test('B7 the known phrase of all zeros', () => {
  expect(rootToWords(rootFromBytes(new Uint8Array(32)))).toEqual([
    ...Array.from({ length: 23 }, () => 'abandon'),
    'art',
  ])
})

test('B7 case, space and composed letters do not matter', () => {
  const value = rootFromBytes(new Uint8Array(32).fill(77))
  const words = rootToWords(value).map((word) => `  ${word.toUpperCase().normalize('NFC')}\n`)
  expect(Array.from(wordsToRoot(words))).toEqual(Array.from(value))
})

test('B7 wrong count, checksum, order, list or word is refused', () => {
  const words = rootToWords(rootFromBytes(Uint8Array.from({ length: 32 }, (_, i) => i)))
  const swapped = [words[1] ?? '', words[0] ?? '', ...words.slice(2)]
  const cases = [
    [],
    words.slice(0, 23),
    [...words, 'abandon'],
    Array.from({ length: 12 }, (_, i) => (i < 11 ? 'abandon' : 'about')),
    Array.from({ length: 24 }, () => 'abandon'),
    swapped,
    words.map((word, i) => (i === 5 ? 'sotto' : word)),
    words.map((word, i) => (i === 5 ? 'ábaco' : word)),
    words.map((word, i) => (i === 5 ? 'x'.repeat(1_000_000) : word)),
    words.map((word, i) => (i === 5 ? `${word} ${words[6]}` : word)),
  ]
  for (const wrong of cases) {
    expect(() => wordsToRoot(wrong)).toThrow(expect.objectContaining({ name: 'Fault', code: 'wrong-words' }))
  }
})
