import { wordlist } from '@scure/bip39/wordlists/english.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { phraseWords, strangeWords } from '#renderer/lib/phrase.ts'
import { quizPositions, sameWord } from '#renderer/lib/quiz.ts'
import { passphraseStrength } from '#renderer/lib/strength.ts'
import { knownWords } from '#renderer/lib/word-list.ts'

describe('the words that are asked back', () => {
  test('are as many as asked for, different, in order, and of the phrase', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(1000)), (numbers) => {
        const draw = (below: number) => (numbers.next().value ?? 0) % below
        const positions = quizPositions(24, 3, draw)
        expect(new Set(positions).size).toBe(3)
        expect(positions).toEqual(positions.toSorted((a, b) => a - b))
        expect(positions.every((at) => at >= 0 && at < 24)).toBe(true)
      }),
    )
  })

  test('can be any of them', () => {
    const seen = new Set<number>()
    for (let round = 0; round < 400; round++) for (const at of quizPositions(24, 3)) seen.add(at)
    expect(seen.size).toBe(24)
  })

  test('are compared without case and surrounding space', () => {
    expect(sameWord('  Legal\t', 'legal')).toBe(true)
    expect(sameWord('legall', 'legal')).toBe(false)
    expect(sameWord('', 'legal')).toBe(false)
  })
})

describe('a phrase as people paste it', () => {
  test.each([
    ['legal winner  thank\nyear', ['legal', 'winner', 'thank', 'year']],
    ['1. Legal 2. WINNER\n3) thank', ['legal', 'winner', 'thank']],
    ['legal, winner; thank.', ['legal', 'winner', 'thank']],
    ['   ', []],
  ])('%j', (text, words) => expect(phraseWords(text)).toEqual(words))

  test('a word of no phrase is named with its place, the one being typed is not yet', async () => {
    const known = await knownWords()
    expect(known.size).toBe(wordlist.length)
    expect(strangeWords('legal winer thank ', known)).toEqual([{ at: 1, word: 'winer' }])
    expect(strangeWords('legal win', known)).toEqual([])
    expect(strangeWords('legal winx ', known)).toEqual([{ at: 1, word: 'winx' }])
  })
})

test('the strength of a passphrase is honest about common and personal words', async () => {
  expect(await passphraseStrength('password1', [])).toBeLessThan(2)
  expect(await passphraseStrength('miranda', ['miranda'])).toBe(0)
  expect(await passphraseStrength('violet anchor seventeen mushroom', [])).toBe(4)
})
