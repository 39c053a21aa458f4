import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, u32be } from '#shared/bytes.ts'
import { BlockDecoder, encodeBlocks, FramingError } from '#engine/net/protocols/length-prefix.ts'

const BOUNDS = { min: 1, max: 1000 }

function decode(chunks: readonly Uint8Array[], bounds = BOUNDS) {
  const decoder = new BlockDecoder(bounds)
  const out: Uint8Array[] = []
  for (const chunk of chunks) decoder.push(chunk, out)
  return { out, partial: decoder.partial }
}

const blocks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 1000 }), { maxLength: 8 })

test('blocks survive, however the stream is cut', () => {
  fc.assert(
    fc.property(blocks, fc.array(fc.nat(5000)), (wanted, cuts) => {
      const bytes = encodeBlocks(wanted)
      const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)
      const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end))
      expect(decode(chunks)).toEqual({ out: wanted, partial: false })
    }),
  )
})

test('W1: at every other place the last block is held, not handed over', () => {
  const bytes = encodeBlocks([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)])
  for (let end = 0; end < bytes.length; end++) {
    const { out, partial } = decode([bytes.subarray(0, end)])
    expect(out).toHaveLength(end < 7 ? 0 : 1)
    expect(partial).toBe(end !== 0 && end !== 7)
  }
})

test.each([0, 1001, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1])(
  'W3: the length %i is refused at its last byte',
  (length) => {
    const header = u32be(length)
    expect(decode([header.subarray(0, 3)]).out).toEqual([])
    // One byte more than the header, since a length is looked at when it is whole.
    expect(() => decode([header, Uint8Array.of(0)])).toThrow(FramingError)
    expect(() => decode([header])).toThrow(FramingError)
  },
)

test('blocks of no bytes where they are allowed', () => {
  const bounds = { min: 0, max: 5 }
  expect(decode([encodeBlocks([new Uint8Array(0), Uint8Array.of(1)])], bounds).out).toEqual([
    new Uint8Array(0),
    Uint8Array.of(1),
  ])
  expect(decode([u32be(0)], bounds)).toEqual({ out: [new Uint8Array(0)], partial: false })
})

test('a block shares no memory with what arrived, and whole blocks before a violation are handed over', () => {
  const bytes = concat(encodeBlocks([Uint8Array.of(1)]), u32be(0), Uint8Array.of(9))
  const decoder = new BlockDecoder(BOUNDS)
  const out: Uint8Array[] = []
  expect(() => decoder.push(bytes, out)).toThrow(FramingError)
  bytes.fill(7)
  expect(out).toEqual([Uint8Array.of(1)])
})

test('W12: junk gives blocks within the bounds or a FramingError', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 20 }), (chunks) => {
      const out: Uint8Array[] = []
      const decoder = new BlockDecoder(BOUNDS)
      try {
        for (const chunk of chunks) decoder.push(chunk, out)
      } catch (error) {
        expect(error).toBeInstanceOf(FramingError)
      }
      expect(out.every(({ length }) => length >= 1 && length <= 1000)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
