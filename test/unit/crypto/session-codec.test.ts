import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CryptoError,
  MAX_SESSION_BYTES,
  type SessionState,
  decodeSession,
  encodeSession,
  loadCrypto,
} from '#engine/crypto/index.ts'
import { confirmedPair, dice, flipped, pair, turn } from './kit.ts'

await loadCrypto()

/** States of every shape that a session passes through. */
function states(): SessionState[] {
  const { a, b } = pair()
  const found = [a.session, b.session]
  const keep = () => found.push(a.session, b.session)
  a.receive(b.send('x'))
  keep()
  b.receive(a.send('y'))
  keep()
  const roll = dice(3)
  for (let i = 0; i < 150; i++) {
    a.send('lost')
    b.receive(a.send('x'))
    if (roll() < 0.5) a.receive(b.send('y'))
    keep()
  }
  return found
}

describe('session record', () => {
  test('round trip of every state, below 4 KiB', () => {
    const all = states()
    const modes = new Set<string>()
    for (const session of all) {
      modes.add(`${session.pq.mode} ${session.confirmation.side} ${session.old.length > 0}`)
      const bytes = encodeSession(session)
      expect(bytes.length).toBeLessThanOrEqual(MAX_SESSION_BYTES)
      const back = decodeSession(bytes)
      expect(Buffer.from(encodeSession(back)).equals(bytes)).toBe(true)
      expect(back).toEqual(session.with({ extensionGap: Math.min(session.extensionGap, 16) }))
    }
    expect(modes.size).toBeGreaterThanOrEqual(7)
  })

  test('a decoded session goes on where it was', () => {
    const { a, b } = confirmedPair()
    for (let i = 0; i < 60; i++) {
      a.session = decodeSession(encodeSession(a.session))
      b.session = decodeSession(encodeSession(b.session))
      turn(a, b)
    }
    expect(a.session.epoch).toBeGreaterThan(1)
  })

  test('W1 truncated, longer or of another version', () => {
    const bytes = encodeSession(pair().b.session)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSession(bytes.subarray(0, length))).toThrow(CryptoError)
    }
    expect(() => decodeSession(Uint8Array.of(...bytes, 0))).toThrow(CryptoError)
    expect(() => decodeSession(new Uint8Array(1_000_000))).toThrow(CryptoError)
    for (let bit = 0; bit < 8; bit++)
      expect(() => decodeSession(flipped(bytes, 0, 1 << bit))).toThrow(CryptoError)
  })

  test('W2 W12 changed bytes are refused or give a state that encodes to them', () => {
    const samples = states().filter((_, i) => i % 40 === 0)
    for (const session of samples) {
      const bytes = encodeSession(session)
      fc.assert(
        fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
          const changed = flipped(bytes, at, mask)
          let back: SessionState
          try {
            back = decodeSession(changed)
          } catch (error) {
            expect(error).toBeInstanceOf(CryptoError)
            return
          }
          expect(Buffer.from(encodeSession(back)).equals(changed)).toBe(true)
        }),
        { numRuns: 400 },
      )
    }
  })
})
