import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BUCKETS, MAX_PAYLOAD } from '#engine/crypto/index.ts'
import { FRAME_OVERHEAD, bucketFor, padInto, roomIn, unpad } from '#engine/crypto/padding.ts'

const NOTHING = new Uint8Array()

function padded(payload: Uint8Array, extensions = NOTHING): Uint8Array {
  return new Uint8Array(
    padInto(new Uint8Array(bucketFor(extensions.length, payload.length)), { extensions, payload }),
  )
}

describe('padding', () => {
  test('P1 every length lands in the smallest bucket that holds it', () => {
    let bucket = 0
    for (let length = 0; length <= 131_072 - 125; length++) {
      const size = bucketFor(0, length)
      expect(size >= bucket && BUCKETS.includes(size) && length <= roomIn(size, 0)).toBe(true)
      bucket = size
    }
  })

  test('P4 payloads of exactly the room, one more, one less', () => {
    expect(roomIn(1024, 0)).toBe(899)
    for (const size of BUCKETS) {
      for (const extensions of [NOTHING, new Uint8Array(100).fill(3)]) {
        const room = roomIn(size, extensions.length)
        for (const length of [room - 1, room]) {
          const payload = new Uint8Array(length).fill(5)
          const bytes = padded(payload, extensions)
          expect(bytes).toHaveLength(size - FRAME_OVERHEAD)
          const back = unpad(bytes)
          expect(Buffer.from(back?.payload ?? [1]).equals(payload)).toBe(true)
          expect(Buffer.from(back?.extensions ?? [1]).equals(extensions)).toBe(true)
        }
        if (size === BUCKETS.at(-1)) {
          expect(() => bucketFor(extensions.length, room + 1)).toThrow(
            expect.objectContaining({ code: 'too-large' }),
          )
        } else {
          expect(bucketFor(extensions.length, room + 1)).toBe(size * 2)
        }
      }
    }
    expect(MAX_PAYLOAD).toBe(131_072 - 100 - 16 - 9 - 2247)
    expect(MAX_PAYLOAD).toBeGreaterThan(65_536 + 1024)
  })

  test('P1 round trip of any payload and extensions', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.uint8Array({ maxLength: 2247 }),
        (payload, extensions) => {
          const back = unpad(padded(payload, extensions))
          expect(back?.payload).toEqual(payload)
          expect(back?.extensions).toEqual(extensions)
        },
      ),
    )
  })

  test('P3 any other byte in the padding or the lengths is not accepted', () => {
    const payload = Uint8Array.of(0x80, 0, 0x80, 0)
    const good = padded(payload)
    for (let i = 0; i < good.length; i++) {
      if (i >= 8 && i < 12) continue
      const bad = new Uint8Array(good)
      bad[i] = (bad[i] ?? 0) ^ 0x40
      expect(unpad(bad)).toBeUndefined()
    }
    expect(unpad(good)?.payload).toEqual(payload)
    expect(unpad(new Uint8Array(908))).toBeUndefined()
    for (const length of [0, 1, 8]) expect(unpad(new Uint8Array(length))).toBeUndefined()
  })

  test('P3 arbitrary bytes are read or left, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const body = unpad(bytes)
        if (body) expect(body.payload.length + body.extensions.length).toBeLessThanOrEqual(bytes.length - 9)
      }),
      { numRuns: 2000 },
    )
  })
})
