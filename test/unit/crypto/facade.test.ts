import sodium from 'libsodium-wrappers-sumo'
import { describe, expect, test } from 'vitest'
import {
  CryptoError,
  createPrekey,
  decrypt,
  encrypt,
  loadCrypto,
  newRoot,
  parseIdentityBlock,
  rootFromBytes,
} from '#engine/crypto/index.ts'
import { dh, draw, keyedBlake2b, seal, sealOnce, tryOpen } from '#engine/crypto/sodium.ts'
import { NOW, confirmedPair, contact, person, seeded } from './kit.ts'

await loadCrypto()

const key = new Uint8Array(32)
const nonce = new Uint8Array(24)
const text = 'x'.repeat(32) as unknown as Uint8Array
const missing = undefined as unknown as Uint8Array

describe('K6 the door to libsodium', () => {
  test('takes bytes of the exact length only: no strings, no null, no missing key', () => {
    expect(() => seal(text, nonce, key, key)).toThrow(TypeError)
    expect(() => seal(key, nonce, text, key)).toThrow(TypeError)
    expect(() => seal(key, nonce, key, missing)).toThrow(TypeError)
    expect(() => seal(key, nonce, key, null as unknown as Uint8Array)).toThrow(TypeError)
    expect(() => seal(key.subarray(1), nonce, key, key)).toThrow(TypeError)
    expect(() => tryOpen(key, nonce.subarray(1), key, key)).toThrow(TypeError)
    expect(() => tryOpen(key, nonce, text, key)).toThrow(TypeError)
    expect(() => sealOnce(key as Uint8Array as never, key, key)).toThrow(TypeError)
    for (const bad of [missing, null, text, new Uint8Array(), new Uint8Array(31), new Uint8Array(65)]) {
      expect(() => keyedBlake2b(32, bad as Uint8Array, key)).toThrow(TypeError)
    }
    expect(() => dh(text as never, key as Uint8Array as never)).toThrow(TypeError)
    expect(() => parseIdentityBlock(text)).toThrow(CryptoError)
    expect(() => rootFromBytes(new Uint8Array(31))).toThrow(TypeError)
  })

  test('randomness of another length or kind is refused', () => {
    for (const bad of [new Uint8Array(31), text, missing]) {
      expect(() => newRoot(() => bad)).toThrow(TypeError)
    }
  })

  test('nothing shares memory with the source of randomness', () => {
    const pool = new Uint8Array(64).fill(1)
    const drawn = draw((length) => pool.subarray(0, length), 32)
    pool.fill(2)
    expect(drawn).toEqual(new Uint8Array(32).fill(1))
    const { bob } = contact()
    const init = {
      seq: 1,
      notBefore: NOW,
      notAfter: NOW + 1000,
      oneTime: false,
      installationId: new Uint8Array(16),
    }
    const { secret } = createPrekey(bob, init, (length) => pool.fill(3).subarray(0, length))
    const before = Buffer.from(secret.dhPair.secretKey)
    pool.fill(4)
    expect(before.equals(secret.dhPair.secretKey)).toBe(true)
  })

  test('views into pooled buffers are as good as arrays of their own', () => {
    const { a, b } = confirmedPair()
    const payload = Buffer.from('__payload').subarray(2)
    const { frame } = encrypt(a.session, payload, { now: NOW }, seeded('x'))
    const pooled = Buffer.concat([Buffer.alloc(5), frame]).subarray(5)
    const opened = decrypt(b.session, pooled, { now: NOW, skipped: () => undefined }, seeded('x'))
    pooled.fill(0)
    expect(Buffer.from(opened.payload ?? []).toString()).toBe('payload')
    const block = Buffer.concat([Buffer.alloc(3), person('alice').block]).subarray(3)
    const parsed = parseIdentityBlock(block)
    block.fill(0)
    expect(parsed.block).toEqual(person('alice').block)
  })

  test('a frame in any other form is malformed, not a crash', () => {
    const { b } = confirmedPair()
    for (const bad of [
      text,
      missing,
      null,
      [],
      {},
      1024,
      new ArrayBuffer(1024),
      new Uint8Array(new SharedArrayBuffer(1024)),
    ]) {
      const options = { now: NOW, skipped: () => undefined }
      expect(() => decrypt(b.session, bad as Uint8Array, options, seeded('x'))).toThrow(CryptoError)
    }
  })
})

describe('K7 the defects of libsodium-wrappers 0.8.4 that this code walks around', () => {
  test('crypto_kdf_derive_from_key takes a length out of range without complaint', () => {
    // When this fails the defect is gone and the notes on it in docs/protocol/01-primitives.md can go too.
    const derive = (fill: number) =>
      sodium.crypto_kdf_derive_from_key(65, 1, 'context0', new Uint8Array(32).fill(fill))
    expect(() => [derive(1), derive(2)]).not.toThrow()
  })

  test('crypto_box_curve25519xchacha20poly1305_seal_open opens forgeries', () => {
    const pair = sodium.crypto_box_curve25519xchacha20poly1305_keypair()
    const junk = new Uint8Array(100).fill(7)
    const open = () =>
      sodium.crypto_box_curve25519xchacha20poly1305_seal_open(junk, pair.publicKey, pair.privateKey)
    expect(open).not.toThrow()
  })
})
