import { concat, u64be, utf8 } from '#shared/bytes.ts'
import { describe, expect, test } from 'vitest'
import {
  CryptoError,
  IDENTITY_BLOCK_BYTES,
  createPrekey,
  loadCrypto,
  verifyBundle,
} from '#engine/crypto/index.ts'
import { encodeParts } from '#engine/crypto/kdf.ts'
import { sign } from '#engine/crypto/sodium.ts'
import { INSTALLATION, NOW, PEER, flipped, person, prekeyOf, seeded } from './kit.ts'

await loadCrypto()

const HOUR = 3_600_000
const DAY = 24 * HOUR
const bob = () => person('bob')
const expected = () => ({ id: bob().id, now: NOW, boundTo: PEER })
const refuses = (bytes: Uint8Array, options = expected()) =>
  expect(() => verifyBundle(bytes, options)).toThrow(
    expect.objectContaining({ name: 'CryptoError', subject: 'bundle' }),
  )

interface Forgery {
  seq: Uint8Array
  notBefore: number
  notAfter: number
  flags: number
  versions: readonly [number, number]
  owner: Uint8Array
  dhKey: Uint8Array
  kemKey: Uint8Array
  boundTo: Uint8Array
  mailboxes: Uint8Array
  signer: string
  label: string
}

/** A bundle that its owner has really signed, whatever it says. */
function signed(changes: Partial<Forgery> = {}): Uint8Array {
  const owner = bob()
  const { secret } = prekeyOf(owner)
  const it: Forgery = {
    seq: u64be(NOW),
    notBefore: NOW,
    notAfter: NOW + 120_000,
    flags: 1,
    versions: [1, 1],
    owner: owner.id,
    dhKey: secret.dhKey,
    kemKey: secret.kemKey,
    boundTo: utf8(PEER),
    mailboxes: new Uint8Array(),
    signer: 'bob',
    label: 'sotto1/prekey',
    ...changes,
  }
  const facts = concat(
    it.seq,
    u64be(it.notBefore),
    u64be(it.notAfter),
    Uint8Array.of(it.flags, ...it.versions),
  )
  const parts = [it.owner, facts, it.dhKey, it.kemKey, it.boundTo, INSTALLATION, it.mailboxes]
  const body = encodeParts(it.label, ...parts)
  return concat(owner.block, body, sign(person(it.signer).signSecret, body))
}

describe('prekey bundle', () => {
  test('round trip', () => {
    const { bundle, prekeyId, secret } = prekeyOf(bob())
    const verified = verifyBundle(bundle, expected())
    expect(verified.identity.id).toEqual(bob().id)
    expect(verified.prekeyId).toEqual(prekeyId)
    expect(verified.dhKey).toEqual(secret.dhKey)
    expect(verified.kemKey).toEqual(secret.kemKey)
    expect(verified.installationId).toEqual(INSTALLATION)
    expect(verified).toMatchObject({ seq: NOW, oneTime: true, boundTo: PEER, versions: { min: 1, max: 1 } })
    expect(verifyBundle(signed(), expected()).seq).toBe(NOW)
    // A pooled buffer gives bytes of its own.
    const pooled = Buffer.concat([Buffer.alloc(7), bundle]).subarray(7)
    expect(verifyBundle(pooled, expected()).body).toEqual(verified.body)
  })

  test('W1 W2 changed, missing or added bytes are refused: all of them but inside the X-Wing key, each 29th there', () => {
    const { bundle } = prekeyOf(bob())
    for (let i = 0; i < bundle.length; i += 1) {
      if (i > 100 && i < IDENTITY_BLOCK_BYTES - 40 && i % 29 !== 0) continue
      refuses(flipped(bundle, i))
    }
    for (const length of [0, 1, 64, 1308, 1400, bundle.length - 1]) refuses(bundle.subarray(0, length))
    refuses(concat(bundle, new Uint8Array(1)))
    refuses(concat(bundle, bundle))
    refuses(new Uint8Array(1_000_000))
  })

  test('H10 signature by another identity, or under another label', () => {
    refuses(signed({ signer: 'mallory' }))
    refuses(signed({ label: 'sotto1/grp/op' }))
    refuses(signed({ owner: person('mallory').id }))
  })

  test('H11 a block that is not the one of the address', () => {
    refuses(prekeyOf(person('mallory')).bundle)
    refuses(prekeyOf(bob()).bundle, { ...expected(), id: person('mallory').id })
  })

  test('H10 sequence: rollback, 2^53 and 2^64 − 1', () => {
    const minSeq = { ...expected(), minSeq: NOW + 1 }
    refuses(signed(), minSeq)
    expect(verifyBundle(signed({ seq: u64be(NOW + 1) }), minSeq).seq).toBe(NOW + 1)
    refuses(signed({ seq: new Uint8Array(8).fill(0xff) }))
    refuses(signed({ seq: Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0) }))
  })

  test('H10 validity: inverted, empty, too long, until 2100, past, future; two days of tolerance', () => {
    refuses(signed({ notAfter: NOW - 1 }))
    refuses(signed({ notAfter: NOW }))
    refuses(signed({ notAfter: NOW + 120_001 }))
    refuses(signed({ flags: 0, notAfter: NOW + 7 * DAY + 1 }))
    refuses(signed({ flags: 0, notAfter: 4_102_444_800_000 }))
    const week = signed({ flags: 0, notAfter: NOW + 7 * DAY })
    for (const now of [NOW - 48 * HOUR, NOW, NOW + 9 * DAY]) verifyBundle(week, { ...expected(), now })
    for (const now of [NOW - 48 * HOUR - 1, NOW + 9 * DAY + 1, 0, -1]) refuses(week, { ...expected(), now })
  })

  test('H13 made for another peer, or for none though it is one-time', () => {
    refuses(signed(), { id: bob().id, now: NOW, boundTo: '12D3KooWother' })
    expect(() => verifyBundle(signed(), { id: bob().id, now: NOW })).toThrow(CryptoError)
    refuses(signed({ boundTo: new Uint8Array() }))
    refuses(signed({ boundTo: new Uint8Array(129).fill(65) }))
    refuses(signed({ boundTo: Uint8Array.of(0xff, 0xfe) }))
    const published = signed({ flags: 0, boundTo: new Uint8Array() })
    expect(verifyBundle(published, expected()).boundTo).toBeUndefined()
  })

  test('H17 versions that this program does not speak, or that make no sense', () => {
    for (const versions of [
      [2, 2],
      [0, 1],
      [2, 1],
      [0, 0],
      [255, 255],
    ] as const)
      refuses(signed({ versions }))
    expect(verifyBundle(signed({ versions: [1, 9] }), expected()).versions).toEqual({ min: 1, max: 9 })
  })

  test('H10 mailboxes: three at most, of whole entries', () => {
    for (const length of [51, 53, 4 * 52, 1000 * 52]) refuses(signed({ mailboxes: new Uint8Array(length) }))
    for (const length of [0, 52, 3 * 52]) {
      verifyBundle(signed({ mailboxes: new Uint8Array(length) }), expected())
    }
    const largest = { mailboxes: new Uint8Array(3 * 52), boundTo: new Uint8Array(128).fill(65), flags: 0 }
    verifyBundle(signed(largest), { ...expected(), boundTo: 'A'.repeat(128) })
  })

  test('unknown flags are refused', () => {
    refuses(signed({ flags: 3 }))
    refuses(signed({ flags: 0x81 }))
  })

  test('K9 keys of low order', () => {
    const { secret } = prekeyOf(bob())
    refuses(signed({ dhKey: new Uint8Array(32) }))
    refuses(signed({ dhKey: flipped(secret.dhKey, 31, 0x80) }))
    refuses(signed({ kemKey: new Uint8Array(secret.kemKey).fill(0, 1184) }))
    refuses(signed({ kemKey: new Uint8Array(secret.kemKey).fill(0xff, 0, 3) }))
    refuses(signed({ kemKey: new Uint8Array(1215) }))
  })

  test('nobody makes a prekey that others would refuse', () => {
    const init = { seq: 1, notBefore: NOW, installationId: INSTALLATION, oneTime: true, boundTo: PEER }
    const make = (changes: object) => () =>
      createPrekey(bob(), { ...init, notAfter: NOW + 120_000, ...changes }, seeded('x'))
    expect(make({})).not.toThrow()
    expect(make({ notAfter: NOW })).toThrow(RangeError)
    expect(make({ notAfter: NOW + 120_001 })).toThrow(RangeError)
    expect(make({ notAfter: Number.NaN })).toThrow(RangeError)
    expect(make({ boundTo: undefined })).toThrow(RangeError)
    expect(make({ boundTo: 'x'.repeat(129), oneTime: false })).toThrow(CryptoError)
    expect(make({ installationId: new Uint8Array(15) })).toThrow(CryptoError)
  })
})
