import sodium from 'libsodium-wrappers-sumo'
import { describe, expect, test } from 'vitest'
import { loadCrypto } from '#engine/crypto/index.ts'
import { contact, hello } from './kit.ts'

/**
 * The responder's half of the handshake, written a second time from docs/protocol/04-handshake.md on bare libsodium.
 * It opens what the program writes only if both mix the same inputs; with any one left out it must not.
 */

await loadCrypto()

const { alice, bob, prekey } = contact()

type Input =
  | 'dhIdentity'
  | 'dhPrekey'
  | 'kemIdentity'
  | 'kemPrekey'
  | 'block'
  | 'body'
  | 'ek'
  | 'c1'
  | 'c2'
  | 'label'
type Second = 'h2' | 'dhStatic'

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

function enc(label: string, parts: readonly Uint8Array[]): Uint8Array {
  const bytes = [...parts.flatMap((part) => [...u32(part.length), ...part])]
  return Uint8Array.from([label.length, ...Buffer.from(label), ...bytes])
}

function open(keys: Uint8Array, ciphertext: Uint8Array, ad: Uint8Array): Uint8Array | undefined {
  try {
    const [key, nonce] = [keys.slice(0, 32), keys.slice(32)]
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, ad, nonce, key)
  } catch {
    return undefined
  }
}

function reference(init: Uint8Array, omitted?: Input | Second): readonly (Uint8Array | undefined)[] {
  const kept = (name: Input | Second, value: Uint8Array) => (name === omitted ? new Uint8Array() : value)
  const hash = (label: string, ...parts: Uint8Array[]) =>
    sodium.crypto_generichash(32, enc(label, parts), null)
  const kdf = (length: number, key: Uint8Array, label: string, ...parts: Uint8Array[]) =>
    sodium.crypto_generichash(length, enc(label, parts), key)
  const ek = init.slice(11, 43)
  const c1 = init.slice(43, 1163)
  const c2 = init.slice(1163, 2283)
  const e1 = init.slice(2283, 3647)
  const e2 = init.slice(3647)
  const h0 = hash(
    omitted === 'label' ? 'sotto1/h' : 'sotto1/hs',
    Uint8Array.of(1, 1, 0),
    kept('block', bob.block),
    kept('body', prekey.body),
    kept('ek', ek),
  )
  const h1 = hash('sotto1/hs/1', h0, kept('c1', c1), kept('c2', c2))
  const ck1 = kdf(
    64,
    h1,
    'sotto1/ck/1',
    kept('dhIdentity', sodium.crypto_scalarmult(bob.dhPair.secretKey, ek)),
    kept('dhPrekey', sodium.crypto_scalarmult(prekey.dhPair.secretKey, ek)),
    kept('kemIdentity', sodium.crypto_kem_xwing_dec(c1, bob.kemSeed)),
    kept('kemPrekey', sodium.crypto_kem_xwing_dec(c2, prekey.kemSeed)),
  )
  const first = open(kdf(56, ck1, 'sotto1/k1', h1), e1, h1)
  const h2 = hash('sotto1/hs/2', h1, e1)
  const dhStatic = sodium.crypto_scalarmult(prekey.dhPair.secretKey, alice.dhKey)
  const ck2 = kdf(64, ck1, 'sotto1/ck/2', kept('h2', h2), kept('dhStatic', dhStatic), new Uint8Array())
  return [first, open(kdf(56, ck2, 'sotto1/k2', h2), e2, h2)]
}

describe('H12 K1 an independent responder', () => {
  test('opens both parts of an init', () => {
    const [first, second] = reference(hello(contact()).init)
    expect(first?.slice(0, 1308)).toEqual(alice.block)
    expect(first).toHaveLength(1348)
    expect(second).toHaveLength(8192 - 3647 - 16)
  })

  const inputs: (Input | Second)[] = [
    ...([
      'dhIdentity',
      'dhPrekey',
      'kemIdentity',
      'kemPrekey',
      'block',
      'body',
      'ek',
      'c1',
      'c2',
      'label',
    ] as const),
    ...(['h2', 'dhStatic'] as const),
  ]
  test.each(inputs)('does not without %s', (input) => {
    const [first, second] = reference(hello(contact()).init, input)
    if (input !== 'h2' && input !== 'dhStatic') expect(first).toBeUndefined()
    expect(second).toBeUndefined()
  })
})
