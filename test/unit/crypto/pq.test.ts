import { concat } from '#shared/bytes.ts'
import { describe, expect, test } from 'vitest'
import { encodeExtension } from '#engine/crypto/extensions.ts'
import {
  decodeSession,
  encodeSession,
  findResumeSecret,
  loadCrypto,
  resumeKey,
} from '#engine/crypto/index.ts'
import type { KemPublicKey } from '#engine/crypto/keys.ts'
import { forge, pad } from './forge.ts'
import { End, NOW, confirmedPair, pair, person, reason, seeded, turn } from './kit.ts'

await loadCrypto()

const DAY = 24 * 3_600_000
const PROPOSE = 1
const ANSWER = 2
const kemKey = person('kem').kemKey

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

/** Alice sends an authentic message with these extensions. */
function carry(from: End, to: End, extensions: Uint8Array): string {
  const { session, frame } = forge(from.session, pad.carrying(extensions))
  from.session = session
  return to.receive(frame)
}

describe('post-quantum epochs', () => {
  test('epoch 1 begins with the initiator’s second chain', () => {
    const { a, b } = pair()
    expect(a.session.pq.mode).toBe('proposed')
    expect(b.session.pq.mode).toBe('answered')
    const reply = b.send('reply')
    expect(reply).toHaveLength(4096)
    a.receive(reply)
    expect(a.session.pq.mode).toBe('agreed')
    b.receive(a.send('third'))
    expect([a.session.epoch, b.session.epoch]).toEqual([1, 1])
    expect([a.session.pq.mode, b.session.pq.mode]).toEqual(['idle', 'idle'])
    expect([a.session.confirmation.side, b.session.confirmation.side]).toEqual(['done', 'done'])
  })

  test('epochs advance every fifty messages, proposed in turn, and each changes the root', () => {
    const { a, b } = confirmedPair()
    const roots = new Set<string>()
    const proposers: string[] = []
    for (let i = 0; i < 200; i++) {
      const before = a.session.epoch
      for (const [name, from, to] of [
        ['a', a, b],
        ['b', b, a],
      ] as const) {
        const frame = from.send('x')
        if (from.session.pq.mode === 'proposed' && proposers.at(-1) !== name) proposers.push(name)
        to.receive(frame)
      }
      if (a.session.epoch !== before) roots.add(Buffer.from(a.session.rootKey).toString('hex'))
    }
    expect(a.session.epoch).toBeGreaterThanOrEqual(7)
    expect(Math.abs(a.session.epoch - b.session.epoch)).toBeLessThanOrEqual(1)
    expect(roots.size).toBe(a.session.epoch - 1)
    expect(proposers.slice(0, 6)).toEqual(['b', 'a', 'b', 'a', 'b', 'a'])
  })

  test('an epoch also begins after a day', () => {
    const { a, b } = confirmedPair()
    b.now = NOW + DAY - 1
    b.receive(a.send('x'))
    expect(b.send('y')).toHaveLength(1024)
    b.now = NOW + DAY
    expect(b.send('y')).toHaveLength(2048)
  })

  test('R18 the secret of an epoch changes all that follows', () => {
    const { a, b } = pair()
    a.receive(b.send('reply'))
    const other = new End(a.session, seeded('same'))
    const same = new End(a.session, seeded('same'))
    if (other.session.pq.mode !== 'agreed') throw new Error('no secret')
    const secret = new Uint8Array(32) as Uint8Array as typeof other.session.pq.secret
    other.session = other.session.with({ pq: { mode: 'agreed', secret } })
    same.send('x')
    const frame = other.send('x')
    expect(same.session.ownDh).toEqual(other.session.ownDh)
    expect(same.session.rootKey).not.toEqual(other.session.rootKey)
    expect(same.session.sending?.key).not.toEqual(other.session.sending?.key)
    expect(reason(() => b.receive(frame))).toBe('malformed')
  })

  test('R16 proposals and answers may be lost, doubled and late', () => {
    const { a, b } = confirmedPair()
    const late: [End, Uint8Array][] = []
    for (let i = 0; i < 400; i++) {
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        const frame = from.send('x')
        const isExtended = frame.length > 1024
        if (isExtended && i % 3 !== 0) {
          if (i % 3 === 1) late.push([to, frame])
          continue
        }
        to.receive(frame)
        if (isExtended) expect(reason(() => to.receive(frame))).toBe('duplicate')
      }
      if (i % 10 === 9) {
        for (const [to, frame] of late.splice(0)) reason(() => to.receive(frame))
      }
    }
    expect(a.session.epoch).toBeGreaterThanOrEqual(4)
    turn(a, b)
  })

  test('R16 a second key for the same epoch is left aside', () => {
    const { a, b } = confirmedPair()
    b.session = b.session.with({ sinceEpoch: 50 })
    b.receive(a.send('so that b may speak'))
    a.receive(b.send('proposal'))
    const { pq } = a.session
    expect(pq.mode).toBe('answered')
    expect(carry(b, a, encodeExtension(PROPOSE, u32(2), kemKey))).toBe('payload')
    expect(a.session.pq).toBe(pq)
  })

  test('R16 K5 W10 proposals and answers that are not due are left aside', () => {
    const { a, b } = confirmedPair()
    a.receive(b.send('x'))
    b.receive(a.send('y'))
    const ciphertext = new Uint8Array(1120).fill(1)
    for (const epoch of [0, 1, 3, 4, 0xffff_ffff]) {
      expect(carry(a, b, encodeExtension(PROPOSE, u32(epoch), kemKey))).toBe('payload')
      expect(b.session.pq.mode).toBe('idle')
    }
    // Epoch 2 is Bob's to propose: neither may Alice propose it, nor is there anything to answer.
    expect(carry(a, b, encodeExtension(PROPOSE, u32(2), kemKey))).toBe('payload')
    expect(carry(a, b, encodeExtension(ANSWER, u32(2), ciphertext))).toBe('payload')
    expect(carry(a, b, encodeExtension(ANSWER, u32(1), ciphertext, ciphertext))).toBe('payload')
    expect(b.session.pq.mode).toBe('idle')
    turn(a, b)
  })

  test('R16 malformed proposals and answers make the message unreadable, never the session', () => {
    const { a, b } = pair()
    a.receive(b.send('reply'))
    b.receive(a.send('third'))
    const bad = new Uint8Array(kemKey).fill(0xff, 0, 3) as Uint8Array as KemPublicKey
    const lowOrder = new Uint8Array(kemKey).fill(0, 1184) as Uint8Array as KemPublicKey
    // Bob proposes epoch 2, so what he sends is looked at by Alice.
    a.receive(b.send('x'))
    for (const extensions of [
      encodeExtension(PROPOSE, u32(2), bad),
      encodeExtension(PROPOSE, u32(2), lowOrder),
      encodeExtension(PROPOSE, u32(2), kemKey.subarray(1)),
      encodeExtension(PROPOSE),
      encodeExtension(ANSWER, u32(2)),
      encodeExtension(ANSWER, u32(2), new Uint8Array(2240)),
      encodeExtension(ANSWER),
    ]) {
      expect(carry(b, a, extensions)).toBe('(unreadable)')
      expect(a.session.pq.mode).toBe('idle')
    }
    turn(a, b)
  })

  test('R16 a header with an epoch that cannot be is refused', () => {
    const { a, b } = confirmedPair()
    a.receive(b.send('x'))
    const stepped = a.session
    const frame = a.send('y')
    const started = a.session
    for (const epoch of [0, 2, 3, 0xffff_ffff]) {
      // In the first message of the chain, which would begin an epoch,
      const first = started.with({ sending: started.sending && { ...started.sending, n: 0 } })
      const why = reason(() => b.receive(forge(first, new Uint8Array(908), { epoch }).frame))
      expect(why).toBe('epoch')
    }
    b.receive(frame)
    // and in one of its later messages.
    for (const epoch of [0, 2, 0xffff_ffff]) {
      expect(reason(() => b.receive(forge(a.session, new Uint8Array(908), { epoch }).frame))).toBe(
        'malformed',
      )
    }
    expect(stepped.epoch).toBe(1)
    turn(a, b)
  })

  test('R7 R11 keys and counters in a header that cannot be', () => {
    const { a, b } = confirmedPair()
    a.receive(b.send('x'))
    const peerDh = b.session.peerDh
    const own = b.session.ownDh?.publicKey ?? peerDh
    a.send('y')
    const body = new Uint8Array(908)
    const zero = new Uint8Array(32) as Uint8Array as typeof own
    const high = new Uint8Array(a.session.ownDh?.publicKey ?? zero) as Uint8Array as typeof own
    high[31] = (high[31] ?? 0) | 0x80
    const refused = (header: Parameters<typeof forge>[2]) =>
      reason(() => b.receive(forge(a.session, body, header).frame))
    for (const dhKey of [peerDh, own, zero, high]) expect(refused({ dhKey })).toBe('malformed')
    expect(refused({ previousN: 0 })).toBe('malformed')
    expect(refused({ previousN: 5000 })).toBe('too-many-skipped')
    expect(refused({ previousN: 0xffff_ffff })).toBe('too-many-skipped')
    expect(refused({ n: 1001 })).toBe('too-many-skipped')
    expect(refused({ n: 0xffff_ffff })).toBe('malformed')
    b.receive(a.send('fine'))
    for (const dhKey of [peerDh, own, zero]) expect(refused({ dhKey })).toBe('malformed')
    expect(refused({ n: 0xffff_ffff })).toBe('malformed')
  })

  test('R17 who never gets an answer repeats with every sixteenth message only', () => {
    const { a, b } = pair()
    const sizes = Array.from({ length: 160 }, () => a.send('x').length)
    expect(sizes.filter((size) => size > 1024)).toHaveLength(10)
    expect(sizes[15]).toBe(2048)
    expect(b.session.epoch).toBe(0)
  })

  test('R19 who copied a state and sees every later X25519 secret is shut out by an epoch', () => {
    const { a, b } = pair()
    const copied = a.session.with({ pq: { mode: 'idle' } })
    const reply = b.send('reply')
    const victim = new End(a.session, seeded('same'))
    const thief = new End(copied, seeded('same'))
    victim.receive(reply)
    expect(thief.receive(reply)).toBe('reply')
    b.receive(victim.send('the epoch begins'))
    thief.send('the same X25519 key pair')
    expect(thief.session.ownDh).toEqual(victim.session.ownDh)
    const next = b.send('to the victim alone')
    expect(reason(() => thief.receive(next))).toBe('epoch')
    thief.session = thief.session.with({ epoch: 1 })
    expect(reason(() => thief.receive(next))).toBe('malformed')
    expect(victim.receive(next)).toBe('to the victim alone')
  })

  test('both sides hold the same resume secret for the last two epochs', () => {
    const { a, b } = pair()
    expect(resumeKey(a.session)).toBeUndefined()
    turn(a, b)
    const first = resumeKey(a.session)
    expect(first).toBeDefined()
    expect(first?.mode).toBe(2)
    expect(findResumeSecret(b.session, first?.id ?? new Uint8Array(16))).toEqual(first?.secret)
    for (let i = 0; a.session.epoch < 2 || b.session.epoch < 2; i++) turn(a, b)
    expect(findResumeSecret(b.session, first?.id ?? new Uint8Array(16))).toEqual(first?.secret)
    expect(resumeKey(b.session)?.secret).not.toEqual(first?.secret)
    for (let i = 0; a.session.epoch < 3 || b.session.epoch < 3; i++) turn(a, b)
    expect(findResumeSecret(b.session, first?.id ?? new Uint8Array(16))).toBeUndefined()
    expect(decodeSession(encodeSession(a.session)).resume).toEqual(a.session.resume)
    expect(concat(first?.id ?? new Uint8Array())).toHaveLength(16)
  })
})
