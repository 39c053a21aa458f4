import { concat } from '#shared/bytes.ts'
import { describe, expect, test } from 'vitest'
import {
  INIT_BYTES,
  type Initiation,
  MAX_FIRST_PAYLOAD,
  PREKEY_KEEP_MS,
  createPrekey,
  decodeSession,
  encodeSession,
  initHash,
  initiate,
  loadCrypto,
  readInitHeader,
  respond,
  verifyBundle,
} from '#engine/crypto/index.ts'
import { encapsulate } from '#engine/crypto/sodium.ts'
import {
  End,
  INSTALLATION,
  NOW,
  PEER,
  bytes,
  contact,
  flipped,
  hello,
  pair,
  person,
  prekeyOf,
  reason,
  seeded,
  text,
  turn,
} from './kit.ts'

await loadCrypto()

const people = contact()
const { alice, bob, prekey, bundle } = people

function answer(init: Uint8Array, changes: Partial<Parameters<typeof respond>[0]> = {}) {
  return respond({ identity: bob, prekey, init, now: NOW, ...changes }, seeded('answer'))
}

/** The one error there is for the network. */
function refuses(init: Uint8Array, changes: Partial<Parameters<typeof respond>[0]> = {}): void {
  expect(() => answer(init, changes)).toThrow(
    expect.objectContaining({ name: 'CryptoError', subject: 'handshake', message: 'refused: handshake' }),
  )
}

const start = (changes: Partial<Initiation> = {}): Initiation => ({
  identity: alice,
  bundle,
  gen: 1,
  installationId: INSTALLATION,
  payload: bytes('hello'),
  now: NOW,
  ...changes,
})

describe('handshake', () => {
  test('both sides agree, and the first message arrives with it', () => {
    const { init, session } = hello(people)
    expect(init).toHaveLength(INIT_BYTES)
    const answered = answer(init)
    expect(answered.peer.id).toEqual(alice.id)
    expect(answered.gen).toBe(1)
    expect(answered.installationId).toEqual(INSTALLATION)
    expect(text(answered.payload)).toBe('hello')
    expect(answered.session.sid).toEqual(session.sid)
    expect(answered.session.peerId).toEqual(alice.id)
    expect(session.peerId).toEqual(bob.id)
    expect([session.initiator, answered.session.initiator]).toEqual([true, false])
  })

  test('H8 a session is unconfirmed until both have used epoch 1', () => {
    const { a, b } = pair()
    expect([a.session.confirmed, b.session.confirmed]).toEqual([false, false])
    a.receive(b.send('reply'))
    expect([a.session.confirmed, b.session.confirmed]).toEqual([false, false])
    b.receive(a.send('third'))
    expect([a.session.confirmed, b.session.confirmed]).toEqual([true, true])
  })

  test('H8 who stole the private half of a prekey can write as Alice, but the session never confirms', () => {
    // With it Mallory computes DH(Alice, prekey) from the other end; her program uses that for her own.
    const mallory = person('mallory')
    const masked = Object.assign(Object.create(Object.getPrototypeOf(mallory)), mallory, {
      block: alice.block,
      id: alice.id,
      dhPair: prekey.dhPair,
    })
    const dhKeys = [bundle.dhKey, alice.dhKey, bundle.dhKey]
    const doctored = Object.defineProperty({ ...bundle }, 'dhKey', { get: () => dhKeys.shift() })
    const { init, session } = initiate(start({ identity: masked, bundle: doctored }), seeded('kci'))
    const answered = answer(init)
    expect(answered.peer.id).toEqual(alice.id)
    const thief = new End(session, seeded('thief'))
    const b = new End(answered.session, seeded('b'))
    thief.receive(b.send('reply'))
    expect(reason(() => b.receive(thief.send('I am Alice')))).toBe('malformed')
    expect(b.session.confirmed).toBe(false)
  })

  test('the largest first payload fits, one byte more is too large, and all inits have one size', () => {
    for (const size of [0, 1, MAX_FIRST_PAYLOAD]) {
      const payload = new Uint8Array(size).fill(7)
      const { init } = initiate(start({ payload }), seeded('size'))
      expect(init).toHaveLength(INIT_BYTES)
      expect(answer(init).payload).toEqual(payload)
    }
    const payload = new Uint8Array(MAX_FIRST_PAYLOAD + 1)
    expect(() => initiate(start({ payload }), seeded('size'))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    )
    expect(MAX_FIRST_PAYLOAD).toBe(3181)
  })

  test(
    'W2 flipped bytes of an init are refused: all of the header and the end, each 17th between',
    { timeout: 60_000 },
    () => {
      const { init } = hello(people)
      for (let i = 0; i < init.length; i++) {
        // Inside the long ciphertexts every 17th byte stands for its neighbours.
        if (i > 60 && i < 8100 && i % 17 !== 0) continue
        refuses(flipped(init, i))
      }
      answer(init)
    },
  )

  test('W1 W5 truncated, longer or doubled', () => {
    const { init } = hello(people)
    for (const length of [0, 1, 2, 3, 10, 11, 43, 2283, 3647, INIT_BYTES - 1])
      refuses(init.subarray(0, length))
    refuses(concat(init, new Uint8Array(1)))
    refuses(concat(init, init))
  })

  test('H1 a replayed init is recognised by its hash', () => {
    const { init } = hello(people)
    expect(initHash(init)).toEqual(initHash(new Uint8Array(init)))
    expect(initHash(init)).not.toEqual(initHash(flipped(init, 8000)))
    expect(initHash(init)).toHaveLength(32)
  })

  test('H2 H13 prekeys that are unknown, expired or not yet valid', () => {
    const { init } = hello(people)
    refuses(init, { prekey: prekeyOf(bob, 'another').secret })
    refuses(init, { now: NOW + 120_001 })
    refuses(init, { now: NOW - 48 * 3_600_000 - 1 })
    expect(text(answer(init, { now: NOW + 120_000 }).payload)).toBe('hello')
  })

  test('H2 a published prekey is good while a mailbox may hold the init', () => {
    const week = 7 * 24 * 3_600_000
    const published = createPrekey(
      bob,
      { seq: NOW, notBefore: NOW, notAfter: NOW + week, oneTime: false, installationId: INSTALLATION },
      seeded('published'),
    )
    const { init } = initiate(
      start({ bundle: verifyBundle(published.bundle, { id: bob.id, now: NOW }) }),
      seeded('offline'),
    )
    const last = NOW + week + PREKEY_KEEP_MS
    expect(text(answer(init, { prekey: published.secret, now: last }).payload)).toBe('hello')
    refuses(init, { prekey: published.secret, now: last + 1 })
  })

  test('H3 wrong recipient', () => {
    const { init } = hello(people)
    const eve = person('eve')
    refuses(init, { identity: eve })
    refuses(init, { identity: eve, prekey: prekeyOf(eve).secret })
  })

  test('H4 nobody can put his own identity over another’s init', () => {
    const { init } = hello(people)
    const other = initiate(start({ identity: person('eve') }), seeded('hello')).init
    // The introductions of two inits swapped, and the first messages.
    refuses(concat(init.subarray(0, 2283), other.subarray(2283, 3647), init.subarray(3647)))
    refuses(concat(init.subarray(0, 3647), other.subarray(3647)))
  })

  test('H5 oneself', () => {
    const own = prekeyOf(alice)
    const bundleOfAlice = verifyBundle(own.bundle, { id: alice.id, now: NOW, boundTo: PEER })
    expect(() => initiate(start({ bundle: bundleOfAlice }), seeded('self'))).toThrow(
      expect.objectContaining({ code: 'own-address' }),
    )
    // Somebody else's program may not check.
    const twin = Object.assign(Object.create(Object.getPrototypeOf(bob)), bob, { id: alice.id })
    refuses(initiate(start({ identity: twin }), seeded('self')).init)
  })

  test('H7 an ephemeral key of low order, or written in its second form', () => {
    const { init } = hello(people)
    const withEk = (ek: Uint8Array) => concat(init.subarray(0, 11), ek, init.subarray(43))
    refuses(withEk(new Uint8Array(32)))
    refuses(withEk(Uint8Array.of(1, ...new Uint8Array(31))))
    refuses(flipped(init, 42, 0x80))
  })

  test('H9 two handshakes share nothing', () => {
    const one = hello(people, bytes('hello'), seeded('one'))
    const two = hello(people, bytes('hello'), seeded('two'))
    expect(one.session.sid).not.toEqual(two.session.sid)
    expect(one.session.rootKey).not.toEqual(two.session.rootKey)
    expect(Buffer.from(one.init.subarray(43)).equals(Buffer.from(two.init.subarray(43)))).toBe(false)
  })

  test('H15 H16 modes, secrets and their identifiers', () => {
    const id = new Uint8Array(16).fill(1)
    const invite = { mode: 1, id, secret: new Uint8Array(16).fill(2) } as const
    const resume = { mode: 2, id, secret: new Uint8Array(32).fill(3) } as const
    for (const psk of [invite, resume]) {
      const { init } = initiate(start({ psk }), seeded('psk'))
      expect(readInitHeader(init)).toEqual({ mode: psk.mode, prekeyId: prekey.prekeyId })
      const asked: unknown[] = []
      const found = answer(init, {
        findPsk: (mode, name) => {
          asked.push([mode, [...name]])
          return psk.secret
        },
      })
      expect(asked).toEqual([[psk.mode, [...id]]])
      expect(text(found.payload)).toBe('hello')
      refuses(init)
      refuses(init, { findPsk: () => undefined })
      refuses(init, { findPsk: () => flipped(psk.secret, 0) })
      refuses(init, { findPsk: () => new Uint8Array(psk.secret.length === 16 ? 32 : 16) })
      for (const mode of [0, 1, 2]) {
        if (mode !== psk.mode) refuses(flipped(init, 2, mode ^ psk.mode), { findPsk: () => psk.secret })
      }
    }
    const wrong = { ...invite, secret: new Uint8Array(32) }
    expect(() => initiate(start({ psk: wrong }), seeded('psk'))).toThrow(TypeError)
    refuses(flipped(hello(people).init, 2), { findPsk: () => invite.secret })
  })

  test('H17 version ranges that arrive altered', () => {
    const altered = { ...bundle, versions: { min: 1, max: 2 } }
    refuses(initiate(start({ bundle: altered }), seeded('versions')).init)
  })

  test('H18 ciphertexts of another session, or made for another key', () => {
    const { init } = hello(people)
    const other = hello(people, bytes('hello'), seeded('other')).init
    const eve = encapsulate(person('eve').kemKey, seeded('eve'))
    for (const at of [43, 43 + 1120]) {
      const swapped = new Uint8Array(init)
      swapped.set(other.subarray(at, at + 1120), at)
      refuses(swapped)
      swapped.set(eve?.ciphertext ?? init, at)
      refuses(swapped)
      refuses(new Uint8Array(init).fill(0, at, at + 1120))
      refuses(new Uint8Array(init).fill(0, at + 1088, at + 1120))
    }
  })

  test('the header is read without any cryptography, and bounded', () => {
    const { init } = hello(people)
    expect(readInitHeader(init)).toEqual({ mode: 0, prekeyId: prekey.prekeyId })
    for (const bad of [
      init.subarray(1),
      flipped(init, 0),
      flipped(init, 1),
      flipped(init, 2, 3),
      new Uint8Array(),
    ]) {
      expect(() => readInitHeader(bad)).toThrow(expect.objectContaining({ subject: 'handshake' }))
    }
  })

  test('a refused init leaves the responder able to take the right one', () => {
    const { init, session } = hello(people)
    refuses(flipped(init, 5000))
    const b = new End(answer(init).session, seeded('b'))
    const a = new End(session, seeded('a'))
    turn(a, b)
    expect(decodeSession(encodeSession(a.session)).confirmed).toBe(true)
  })
})
