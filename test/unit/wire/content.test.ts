import { encode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecodeError } from '#engine/wire/cbor.ts'
import { decodeContent, encodeContent, MAX_CONTENT_BYTES, type Content } from '#engine/wire/content.ts'
import { MAX_TEXT_BYTES } from '#engine/domain/message.ts'
import { MAX_PAYLOAD } from '#engine/crypto/index.ts'
import { toHex } from '#shared/bytes.ts'
import type { MessageId, PeerId } from '#shared/ids.ts'

const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => toHex(bytes) as MessageId)
const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const place = fc.record({ era: positive, number: positive })
const text = fc.record({
  id,
  sentAt: fc.nat(Number.MAX_SAFE_INTEGER),
  text: fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
})
const name = fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((value) => value.trim())
const card = fc.record({
  displayName: name,
  peerId: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((value) => value as PeerId),
  multiaddrs: fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 100 }), { maxLength: 8 }),
})
const contents: fc.Arbitrary<Exclude<Content, { kind: 'unknown' }>> = fc.oneof(
  fc.record({ kind: fc.constant('request' as const), place, card, text: fc.option(text) }),
  fc.record({ kind: fc.constant('accept' as const), place, card }),
  fc.record({ kind: fc.constant('text' as const), place, text }),
  fc.record({
    kind: fc.constant('receipt' as const),
    era: fc.nat(Number.MAX_SAFE_INTEGER),
    received: fc.nat(Number.MAX_SAFE_INTEGER),
    early: fc.array(positive, { maxLength: 64 }),
    read: fc.option(id),
  }),
  fc.record({ kind: fc.constant('card' as const), card }),
)

describe('contents', () => {
  test('decode to what was encoded', () => {
    fc.assert(
      fc.property(contents, (content) => {
        expect(decodeContent(encodeContent(content))).toEqual(content)
      }),
    )
  })

  test('W1 a content cut anywhere is refused', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const bytes = encodeContent(content)
        for (let length = 0; length < bytes.length; length++) {
          expect(() => decodeContent(bytes.subarray(0, length))).toThrow(DecodeError)
        }
      }),
      { numRuns: 20 },
    )
  })

  test('W5 trailing bytes are refused', () => {
    fc.assert(
      fc.property(contents, fc.uint8Array({ minLength: 1, maxLength: 4 }), (content, rest) => {
        const bytes = Uint8Array.from([...encodeContent(content), ...rest])
        expect(() => decodeContent(bytes)).toThrow(DecodeError)
      }),
    )
  })

  test('W12 junk gives a typed error or a content, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (junk) => {
        try {
          decodeContent(junk)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('the largest text fits the largest padding bucket', () => {
    const content: Content = {
      kind: 'text',
      place: { era: Number.MAX_SAFE_INTEGER, number: Number.MAX_SAFE_INTEGER },
      text: {
        id: 'ff'.repeat(16) as MessageId,
        sentAt: Number.MAX_SAFE_INTEGER,
        text: 'x'.repeat(MAX_TEXT_BYTES),
      },
    }
    const bytes = encodeContent(content)
    expect(bytes.length).toBeLessThanOrEqual(MAX_CONTENT_BYTES)
    expect(MAX_CONTENT_BYTES).toBeLessThanOrEqual(MAX_PAYLOAD)
    expect(decodeContent(bytes)).toEqual(content)
  })

  test('a text over the limit is refused, in bytes of UTF-8 and not in characters', () => {
    const long = { id: 'ff'.repeat(16) as MessageId, sentAt: 1, text: 'ü'.repeat(MAX_TEXT_BYTES / 2 + 1) }
    const bytes = encodeContent({ kind: 'text', place: { era: 1, number: 1 }, text: long })
    expect(() => decodeContent(bytes)).toThrow(DecodeError)
  })

  test('F2 a display name is one line of at most 64 characters, whatever was sent', () => {
    const displayName = `A\nB\u0000C\u2028D${'😀'.repeat(62)}`
    const bytes = encodeContent({
      kind: 'card',
      card: { displayName, peerId: 'p' as PeerId, multiaddrs: [] },
    })
    const decoded = decodeContent(bytes)
    const expected = `A B C D${'😀'.repeat(57)}`
    expect(decoded.kind === 'card' && decoded.card.displayName).toBe(expected)
  })

  test('F2 a display name turns no text around and hides nothing', () => {
    const displayName = 'Carl \u202egpj.exe\u200b\u2066\ufeff 👩‍🚀'
    const bytes = encodeContent({
      kind: 'card',
      card: { displayName, peerId: 'p' as PeerId, multiaddrs: [] },
    })
    const decoded = decodeContent(bytes)
    expect(decoded.kind === 'card' && decoded.card.displayName).toBe('Carl gpj.exe 👩‍🚀')
  })

  test('a reliable kind of a later version is confirmed though it cannot be shown', () => {
    const bytes = encode([1, 64, [5, 6], 'something new'])
    expect(decodeContent(bytes)).toEqual({ kind: 'unknown', place: { era: 5, number: 6 } })
  })
})

describe('W6 CBOR that is not deterministic is refused', () => {
  const valid = encodeContent({ kind: 'receipt', era: 1, received: 2, early: [3], read: null })
  const cases: Record<string, Uint8Array> = {
    'a non-minimal integer': Uint8Array.from([0x86, 1, 4, 0x18, 1, 2, 0x81, 3, 0xf6]),
    'an array of indefinite length': Uint8Array.from([0x9f, 1, 4, 1, 2, 0x81, 3, 0xf6, 0xff]),
    'a float for an integer': Uint8Array.from([0x86, 1, 4, 0xf9, 0x3c, 0x00, 2, 0x81, 3, 0xf6]),
    'a tag': Uint8Array.from([0xc1, ...valid]),
    'a map': Uint8Array.from([0xa1, 1, 2]),
    undefined: Uint8Array.from([0x86, 1, 4, 1, 2, 0x81, 3, 0xf7]),
    NaN: Uint8Array.from([0x86, 1, 4, 0xf9, 0x7e, 0x00, 2, 0x81, 3, 0xf6]),
    'an array that claims 2^32 entries': Uint8Array.from([0x9b, 0, 0, 0, 1, 0, 0, 0, 0]),
    'nesting 100,000 deep': new Uint8Array(65_000).fill(0x81),
    'invalid UTF-8': Uint8Array.from([0x83, 1, 5, 0x83, 0x61, 0xff, 0x61, 0x70, 0x80]),
    'a big number': Uint8Array.from([0x86, 1, 4, 0xc2, 0x41, 1, 2, 0x81, 3, 0xf6]),
  }
  test('the case that they are made from is valid', () => expect(decodeContent(valid).kind).toBe('receipt'))
  test.each(Object.entries(cases))('%s', (_, bytes) => {
    expect(() => decodeContent(bytes)).toThrow(DecodeError)
  })
})
