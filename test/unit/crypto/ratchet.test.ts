import { concat } from '#shared/bytes.ts'
import { describe, expect, test } from 'vitest'
import {
  MAX_KEPT_KEYS,
  MAX_PAYLOAD,
  MAX_SKIP,
  encodeSession,
  encrypt,
  loadCrypto,
  prepareSend,
} from '#engine/crypto/index.ts'
import { pad } from './forge.ts'
import {
  End,
  NOW,
  bytes,
  confirmedPair,
  contact,
  dice,
  flipped,
  hello,
  pair,
  reason,
  seeded,
  text,
  turn,
} from './kit.ts'

await loadCrypto()

const DAY = 24 * 3_600_000

/** Receives and expects that a refusal changes nothing. */
function refuses(end: End, frame: Uint8Array): string {
  const before = Buffer.from(encodeSession(end.session))
  const kept = new Map(end.kept)
  const why = reason(() => end.receive(frame))
  expect(before.equals(Buffer.from(encodeSession(end.session)))).toBe(true)
  expect(end.kept).toEqual(kept)
  return why
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
}

/** The same end again, so that a scenario can be run from one state in several ways. */
function fork(end: End, seed = 'fork'): End {
  const copy = new End(end.session, seeded(seed))
  for (const [name, key] of end.kept) copy.kept.set(name, key)
  copy.now = end.now
  return copy
}

describe('ratchet', () => {
  test('both directions, many turns', () => {
    const { a, b } = pair()
    for (let i = 0; i < 20; i++) {
      expect(a.receive(b.send(`b${i}`))).toBe(`b${i}`)
      expect(b.receive(a.send(`a${i}`))).toBe(`a${i}`)
    }
  })

  test('the input session is never changed', () => {
    const { a, b } = confirmedPair()
    const before = Buffer.from(encodeSession(a.session))
    const first = encrypt(a.session, bytes('x'), { now: NOW }, seeded('r'))
    const again = encrypt(a.session, bytes('x'), { now: NOW }, seeded('r'))
    expect(again.frame).toEqual(first.frame)
    expect(Buffer.from(encodeSession(a.session)).equals(before)).toBe(true)
    const received = Buffer.from(encodeSession(b.session))
    expect(text(b.open(first.frame).payload)).toBe('x')
    expect(text(b.open(first.frame).payload)).toBe('x')
    expect(Buffer.from(encodeSession(b.session)).equals(received)).toBe(true)
  })

  test('W2 every flipped byte is refused and changes nothing, in a chain and at its start', () => {
    const { a, b } = confirmedPair()
    const started = a.send('in the chain')
    const next = fork(a)
    next.receive(b.send('answer'))
    const step = next.send('new chain')
    for (const frame of [started, step]) {
      for (let i = 0; i < frame.length; i++) {
        const why = refuses(b, flipped(frame, i, 1 << (i % 8)))
        expect(why).toBe(i < 100 ? 'no-key' : 'malformed')
      }
    }
    expect(b.receive(started)).toBe('in the chain')
    expect(b.receive(step)).toBe('new chain')
  })

  test('W1 W5 truncated, longer, or of no size that exists', () => {
    const { a, b } = confirmedPair()
    const frame = a.send('payload')
    for (const length of [0, 1, 23, 24, 99, 100, 116, 1023]) {
      expect(refuses(b, frame.subarray(0, length))).toBe('malformed')
    }
    expect(refuses(b, concat(frame, new Uint8Array(1)))).toBe('malformed')
    expect(refuses(b, concat(frame, frame, frame))).toBe('malformed')
    expect(refuses(b, new Uint8Array(200_000))).toBe('malformed')
  })

  test('R1 replay at once, after a skip, after many others and after turns', () => {
    const { a, b } = confirmedPair()
    const first = a.send('first')
    const skipped = a.send('skipped')
    const third = a.send('third')
    b.receive(first)
    expect(refuses(b, first)).toBe('duplicate')
    b.receive(third)
    b.receive(skipped)
    for (const frame of [first, skipped, third]) expect(refuses(b, frame)).toBe('duplicate')
    for (let i = 0; i < 300; i++) b.receive(a.send('other'))
    for (const frame of [first, skipped, third]) expect(refuses(b, frame)).toBe('duplicate')
    for (let i = 0; i < 5; i++) {
      turn(a, b)
      expect(refuses(b, third)).toBe('duplicate')
    }
    turn(a, b)
    turn(a, b)
    expect(refuses(b, third)).toBe('no-key')
  })

  test('R1 replay after a restart', () => {
    const { a, b } = confirmedPair()
    const frame = a.send('once')
    b.receive(frame)
    expect(refuses(fork(b), frame)).toBe('duplicate')
  })

  test('R2 all orders of six messages over two chains', () => {
    const { a, b } = confirmedPair()
    const chain1 = ['1a', '1b', '1c'].map((name) => ({ name, frame: a.send(name) }))
    const sender = fork(a)
    sender.receive(b.send('turn'))
    const chain2 = ['2a', '2b', '2c'].map((name) => ({ name, frame: sender.send(name) }))
    for (const order of permutations([...chain1, ...chain2])) {
      const receiver = fork(b)
      for (const { name, frame } of order) expect(receiver.receive(frame)).toBe(name)
      for (const { frame } of order) expect(refuses(receiver, frame)).toBe('duplicate')
      expect(receiver.kept.size).toBe(0)
    }
  })

  test('R2 a shuffled chain of a thousand', () => {
    const { a, b } = confirmedPair()
    const roll = dice(7)
    const frames = Array.from({ length: 1000 }, (_, i) => ({ name: `m${i}`, frame: a.send(`m${i}`) }))
    for (let i = frames.length - 1; i > 0; i--) {
      const j = Math.floor(roll() * (i + 1))
      const [x, y] = [frames[i], frames[j]]
      if (x && y) [frames[i], frames[j]] = [y, x]
    }
    for (const { name, frame } of frames) expect(b.receive(frame)).toBe(name)
    expect(b.kept.size).toBe(0)
  })

  test('R3 the first, the last, or all messages of every chain are lost', () => {
    for (const keep of [
      (i: number) => i !== 0,
      (i: number) => i !== 2,
      (_: number, round: number) => round % 3 !== 0,
    ]) {
      const { a, b } = confirmedPair()
      for (let round = 0; round < 9; round++) {
        for (const [from, to] of [
          [a, b],
          [b, a],
        ] as const) {
          const frames = [0, 1, 2].map((i) => from.send(`${round}.${i}`))
          frames.forEach((frame, i) => {
            if (keep(i, round)) expect(to.receive(frame)).toBe(`${round}.${i}`)
          })
        }
      }
      turn(a, b)
    }
  })

  test('R4 late messages of earlier chains decrypt within the limits, then not', () => {
    const { a, b } = confirmedPair()
    const late: Uint8Array[] = []
    for (let chain = 0; chain < 7; chain++) {
      late.push(a.send(`late ${chain}`))
      turn(a, b)
    }
    // Five earlier chains are kept beside the present one.
    expect(late.map((frame, i) => (i < 2 ? refuses(fork(b), frame) : fork(b).receive(frame)))).toEqual([
      'no-key',
      'no-key',
      ...[2, 3, 4, 5, 6].map((chain) => `late ${chain}`),
    ])
    expect(b.kept.size).toBe(5)
  })

  test('R4 held keys are given up after 21 days, in old chains and in the present one', () => {
    const { a, b } = confirmedPair()
    const old = a.send('old')
    turn(a, b)
    const present = a.send('present')
    b.receive(a.send('after'))
    b.now = NOW + 21 * DAY - 1
    expect(fork(b).receive(old)).toBe('old')
    expect(fork(b).receive(present)).toBe('present')
    b.now = NOW + 21 * DAY
    for (const frame of [old, present]) expect(refuses(b, frame)).toBe('duplicate')
    b.receive(a.send('anything'))
    expect(b.kept.size).toBe(0)
  })

  test('S10 clocks that jump, also to no time at all, stop nothing', () => {
    const { a, b } = confirmedPair()
    a.send('late')
    for (const now of [0, -1, Number.NaN, NOW - 3650 * DAY, 0.5, NOW]) {
      a.now = now
      b.now = now
      turn(a, b)
      expect(encodeSession(b.session).length).toBeLessThan(4096)
    }
    expect(b.kept.size).toBeLessThanOrEqual(1)
  })

  test('R5 one’s own message, and a message of the other direction', () => {
    const { a, b } = confirmedPair()
    expect(refuses(a, a.send('reflected'))).toBe('no-key')
    expect(refuses(b, b.send('reflected'))).toBe('no-key')
  })

  test('R6 parts of different messages and sessions', () => {
    const { a, b } = confirmedPair()
    const other = confirmedPair('other')
    const [one, two, foreign] = [a.send('one'), a.send('two'), other.a.send('foreign')]
    const joined = (head: Uint8Array, body: Uint8Array) => concat(head.subarray(0, 100), body.subarray(100))
    expect(refuses(b, foreign)).toBe('no-key')
    expect(refuses(b, joined(one, two))).toBe('malformed')
    expect(refuses(b, joined(one, foreign))).toBe('malformed')
    expect(refuses(b, joined(foreign, one))).toBe('no-key')
  })

  test('H18 a frame of a session with somebody else who used the same prekey', () => {
    const people = contact()
    const { session } = hello(people, bytes('x'), seeded('second'))
    const stranger = new End(session, seeded('stranger'))
    expect(refuses(pair().b, stranger.send('splice'))).toBe('no-key')
  })

  test('R9 a thousand missing messages are let pass, a thousand and one are not', () => {
    const { a, b } = confirmedPair()
    for (let i = 0; i < MAX_SKIP; i++) a.send('lost')
    const last = a.send('1000 before it are missing')
    const beyond = a.send('1001 before it are missing')
    const started = performance.now()
    expect(refuses(fork(b), beyond)).toBe('too-many-skipped')
    expect(performance.now() - started).toBeLessThan(100)
    expect(refuses(b, beyond)).toBe('too-many-skipped')
    expect(b.receive(last)).toBe('1000 before it are missing')
    expect(b.receive(beyond)).toBe('1001 before it are missing')
    expect(b.kept.size).toBe(MAX_SKIP)
  })

  test('R9 R11 the same at the end of a chain', () => {
    for (const [missing, outcome] of [
      [MAX_SKIP, 'next chain'],
      [MAX_SKIP + 1, 'too-many-skipped'],
    ] as const) {
      const { a, b } = confirmedPair()
      const reply = b.send('reply')
      for (let i = 0; i < missing; i++) a.send('lost')
      a.receive(reply)
      const next = a.send('next chain')
      if (missing > MAX_SKIP) expect(refuses(b, next)).toBe(outcome)
      else expect(b.receive(next)).toBe(outcome)
    }
  })

  test('R10 at most 2,000 keys are held, the oldest go first, used ones go at once', () => {
    const { a, b } = confirmedPair()
    const lost: Uint8Array[] = []
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 900; i++) lost.push(a.send(`lost ${lost.length}`))
      expect(b.receive(a.send('kept'))).toBe('kept')
      expect(b.kept.size).toBeLessThanOrEqual(MAX_KEPT_KEYS)
      if (round === 2) turn(a, b)
    }
    expect(b.kept.size).toBe(MAX_KEPT_KEYS)
    const gone = lost.length - MAX_KEPT_KEYS
    expect(refuses(b, lost[gone - 1] ?? lost[0] ?? new Uint8Array())).toBe('duplicate')
    for (const i of [gone, gone + 1, lost.length - 1]) {
      expect(b.receive(lost[i] ?? new Uint8Array())).toBe(`lost ${i}`)
    }
    expect(b.kept.size).toBe(MAX_KEPT_KEYS - 3)
  })

  test('R13 R14 a state that was rolled back never uses a keystream twice', () => {
    const { a, b } = confirmedPair()
    const saved = a.session
    const zeros = new Uint8Array(400)
    const ones = new Uint8Array(400).fill(1)
    const first = encrypt(saved, zeros, { now: NOW }, seeded('before')).frame.subarray(100)
    const second = encrypt(saved, ones, { now: NOW }, seeded('after')).frame.subarray(100)
    let same = 0
    for (let i = 0; i < 400; i++) if (((first[8 + i] ?? 0) ^ (second[8 + i] ?? 0)) === 1) same++
    // By chance about two; a reused keystream would give all 400.
    expect(same).toBeLessThan(20)
    expect(b.session.sid).toEqual(saved.sid)
  })

  test('P4 the payload ends one message; one byte more than the largest is refused', () => {
    const { a, b } = confirmedPair()
    const payload = new Uint8Array(MAX_PAYLOAD).fill(65)
    const frame = a.send(payload)
    expect(frame).toHaveLength(128 * 1024)
    expect(b.receive(frame)).toHaveLength(MAX_PAYLOAD)
    expect(() => a.send(new Uint8Array(MAX_PAYLOAD + 1))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    )
    expect(b.receive(a.send(''))).toBe('')
  })

  test('R12 P3 authentic but unreadable: the ratchet advances and the next message is fine', () => {
    const { a, b } = confirmedPair()
    for (const body of [
      pad.nothing(),
      pad.wrongEnd(),
      pad.dirt(),
      pad.lengths(0xffff_ffff, 0),
      pad.lengths(0, 0xffff_ffff),
      pad.lengths(800, 100),
      pad.extension(0x03),
      pad.extensions(17),
      pad.twice(),
      pad.cutExtension(),
    ]) {
      const { session, frame } = pad.encrypt(a, body)
      a.session = session
      expect(b.receive(frame)).toBe('(unreadable)')
      expect(refuses(b, frame)).toBe('duplicate')
      expect(b.receive(a.send('fine'))).toBe('fine')
    }
  })

  test('W7 an optional extension that is not known is left aside', () => {
    const { a, b } = confirmedPair()
    const { session, frame } = pad.encrypt(a, pad.extension(0x80))
    a.session = session
    expect(b.receive(frame)).toBe('payload')
  })

  test('a prepared step gives a message like any other, once', () => {
    const { a, b } = confirmedPair()
    a.receive(b.send('your turn'))
    const prepared = prepareSend(a.session, seeded('prepared'))
    expect(prepared).toBeDefined()
    const one = encrypt(a.session, bytes('reply'), { now: NOW, prepared }, a.random)
    expect(b.receive(one.frame)).toBe('reply')
    a.session = one.session
    expect(prepareSend(a.session, seeded('prepared'))).toBeUndefined()
    // It no longer fits after the other side's next step, and is not used.
    a.receive(b.send('again'))
    const two = encrypt(a.session, bytes('reply 2'), { now: NOW, prepared }, a.random)
    expect(two.session.ownDh?.publicKey).not.toEqual(prepared?.pair.publicKey)
    expect(b.receive(two.frame)).toBe('reply 2')
  })

  test('R20 five thousand messages one way, then a reply', { timeout: 60_000 }, () => {
    const { a, b } = confirmedPair()
    for (let i = 0; i < 5000; i++) b.receive(a.send('x'))
    turn(a, b)
    expect(encodeSession(b.session).length).toBeLessThan(4096)
  })

  test('R19 who copied a state loses access after one turn', () => {
    const { a, b } = confirmedPair()
    const thief = fork(b)
    const readable = a.send('before')
    expect(thief.receive(readable)).toBe('before')
    b.receive(readable)
    turn(a, b)
    turn(a, b)
    expect(refuses(thief, a.send('after'))).toBe('no-key')
  })
})
