import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LineSplitter, type Line } from '#headless/rpc/line-splitter.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function split(chunks: readonly Uint8Array[], limit = 1000): Line[] {
  const splitter = new LineSplitter(limit)
  return [...chunks.flatMap((chunk) => [...splitter.push(chunk)]), ...splitter.end()]
}

const texts = (lines: readonly Line[]) => lines.map((line) => (line.kind === 'line' ? line.text : line.kind))

describe('LineSplitter', () => {
  test('many lines in one chunk, the last without an end', () => {
    expect(texts(split([bytes('a\nbb\r\n\n\nc')]))).toEqual(['a', 'bb', 'c'])
  })

  test('any text survives being cut at any bytes', () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\r\n\uFEFF]/.test(text))
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 7 }), (lines, size) => {
        const all = bytes(lines.join('\n'))
        const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
          all.subarray(index * size, (index + 1) * size),
        )
        expect(texts(split(chunks, 100_000))).toEqual(lines)
      }),
    )
  })

  test('what is not UTF-8 is a line without a text', () => {
    expect(split([new Uint8Array([0x61, 0xff, 0x0a])])).toEqual([{ kind: 'line', text: undefined, bytes: 2 }])
  })

  test('a line may have the limit and not a byte more', () => {
    expect(texts(split([bytes('12345\n123456\n1')], 5))).toEqual(['12345', 'too-long', '1'])
  })

  test('a line that is too long is told once and its rest is not kept', () => {
    const splitter = new LineSplitter(10)
    const kinds = Array.from({ length: 50 }, () => [...splitter.push(bytes('xxxxxxx'))]).flat()
    expect(kinds).toEqual([{ kind: 'too-long' }])
    expect(texts([...splitter.push(bytes('end\nnext\n'))])).toEqual(['next'])
    expect([...splitter.end()]).toEqual([])
  })
})
