import sodium from 'libsodium-wrappers-sumo'
import { CryptoError } from './errors.ts'
import type {
  DhKeyPair,
  DhPublicKey,
  DhSecretKey,
  IdentityPublicKey,
  IdentitySecretKey,
  KemCiphertext,
  KemPublicKey,
  KemSeed,
  OneTimeAead,
  SharedSecret,
} from './keys.ts'

/**
 * The one door to libsodium. The wrapper takes strings for bytes, missing keys for "no key", and reports failure in
 * three different ways; everything here takes exact lengths of real bytes and fails in one way.
 */

/** Cryptographically secure randomness: `length` fresh bytes a call. */
export type RandomSource = (length: number) => Uint8Array

export const KEY_BYTES = 32
export const NONCE_BYTES = 24
export const TAG_BYTES = 16
export const SIGNATURE_BYTES = 64
export const KEM_PUBLIC_KEY_BYTES = 1216
export const KEM_CIPHERTEXT_BYTES = 1120
const ONE_TIME_AEAD_BYTES = KEY_BYTES + NONCE_BYTES
const KEM_COINS_BYTES = 64

export async function sodiumReady(): Promise<void> {
  await sodium.ready
}

/** Real bytes that nobody else can change while they are read: no string, no array, no memory shared between threads. */
export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && !(value.buffer instanceof SharedArrayBuffer)
}

/** Throws a TypeError unless `bytes` is a Uint8Array of that length: a programming error, never bad input. */
export function expectBytes(bytes: Uint8Array, length: number): void {
  if (!(bytes instanceof Uint8Array) || bytes.length !== length)
    throw new TypeError(`expected ${length} bytes`)
}

/** A copy, so that nothing kept here shares memory with a source's pool. */
export function draw(random: RandomSource, length: number): Uint8Array<ArrayBuffer> {
  const bytes = random(length)
  expectBytes(bytes, length)
  return new Uint8Array(bytes)
}

/** Unkeyed BLAKE2b. */
export function blake2b(length: 32 | 64, message: Uint8Array): Uint8Array {
  return sodium.crypto_generichash(length, message, null)
}

/** Keyed BLAKE2b. The key has 32 to 64 bytes: the wrapper would take an empty or missing key for "unkeyed". */
export function keyedBlake2b(length: 32 | 56 | 64, key: Uint8Array, message: Uint8Array): Uint8Array {
  if (!(key instanceof Uint8Array) || key.length < 32 || key.length > 64)
    throw new TypeError('expected a key')
  return sodium.crypto_generichash(length, message, key)
}

/** XChaCha20-Poly1305-IETF; `plaintext.length + 16` bytes. */
export function seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, ad: Uint8Array): Uint8Array {
  expectBytes(key, KEY_BYTES)
  expectBytes(nonce, NONCE_BYTES)
  if (!(plaintext instanceof Uint8Array) || !(ad instanceof Uint8Array)) throw new TypeError('expected bytes')
  return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, ad, null, nonce, key)
}

/** The plaintext in fresh memory, or undefined if the ciphertext is not authentic. */
export function tryOpen(
  key: Uint8Array,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
  ad: Uint8Array,
): Uint8Array | undefined {
  expectBytes(key, KEY_BYTES)
  expectBytes(nonce, NONCE_BYTES)
  if (!(ciphertext instanceof Uint8Array) || !(ad instanceof Uint8Array))
    throw new TypeError('expected bytes')
  if (ciphertext.length < TAG_BYTES) return undefined
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, ad, nonce, key)
  } catch {
    return undefined
  }
}

/** For a key that encrypts one single message, where the nonce is derived together with the key. */
export function sealOnce(keys: OneTimeAead, plaintext: Uint8Array, ad: Uint8Array): Uint8Array {
  expectBytes(keys, ONE_TIME_AEAD_BYTES)
  return seal(keys.subarray(0, KEY_BYTES), keys.subarray(KEY_BYTES), plaintext, ad)
}

export function tryOpenOnce(
  keys: OneTimeAead,
  ciphertext: Uint8Array,
  ad: Uint8Array,
): Uint8Array | undefined {
  expectBytes(keys, ONE_TIME_AEAD_BYTES)
  return tryOpen(keys.subarray(0, KEY_BYTES), keys.subarray(KEY_BYTES), ciphertext, ad)
}

/** X25519 key pair from 32 fresh random bytes. */
export function dhKeyPair(secretKey: Uint8Array): DhKeyPair {
  expectBytes(secretKey, KEY_BYTES)
  const publicKey = sodium.crypto_scalarmult_base(secretKey)
  return { secretKey: secretKey as DhSecretKey, publicKey: publicKey as DhPublicKey }
}

/** X25519; undefined for a public key of low order, whose result everybody could compute. */
export function dh(secretKey: DhSecretKey, publicKey: DhPublicKey): SharedSecret | undefined {
  expectBytes(secretKey, KEY_BYTES)
  expectBytes(publicKey, KEY_BYTES)
  try {
    return sodium.crypto_scalarmult(secretKey, publicKey) as SharedSecret
  } catch {
    return undefined
  }
}

export function signKeyPair(seed: Uint8Array): {
  publicKey: IdentityPublicKey
  secretKey: IdentitySecretKey
} {
  expectBytes(seed, KEY_BYTES)
  const pair = sodium.crypto_sign_seed_keypair(seed)
  return { publicKey: pair.publicKey as IdentityPublicKey, secretKey: pair.privateKey as IdentitySecretKey }
}

/** Ed25519, detached, 64 bytes. `message` starts with its label. */
export function sign(secretKey: IdentitySecretKey, message: Uint8Array): Uint8Array {
  expectBytes(secretKey, 64)
  return sodium.crypto_sign_detached(message, secretKey)
}

export function verify(publicKey: IdentityPublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  expectBytes(publicKey, KEY_BYTES)
  expectBytes(signature, SIGNATURE_BYTES)
  try {
    return sodium.crypto_sign_verify_detached(signature, message, publicKey)
  } catch {
    return false
  }
}

/** On the curve, in the main subgroup, canonical and not of small order. */
export function isEd25519Point(publicKey: Uint8Array): boolean {
  expectBytes(publicKey, KEY_BYTES)
  return sodium.crypto_core_ed25519_is_valid_point(publicKey)
}

/** X-Wing key pair; the secret key is the seed itself. */
export function kemKeyPair(seed: Uint8Array): { publicKey: KemPublicKey; seed: KemSeed } {
  expectBytes(seed, KEY_BYTES)
  const { publicKey } = sodium.crypto_kem_xwing_seed_keypair(seed)
  return { publicKey: publicKey as KemPublicKey, seed: seed as KemSeed }
}

/** X-Wing encapsulation from fresh coins; undefined for a public key that is not valid. */
export function encapsulate(
  publicKey: KemPublicKey,
  random: RandomSource,
): { ciphertext: KemCiphertext; secret: SharedSecret } | undefined {
  expectBytes(publicKey, KEM_PUBLIC_KEY_BYTES)
  const coins = draw(random, KEM_COINS_BYTES)
  try {
    const { ciphertext, sharedSecret } = sodium.crypto_kem_xwing_enc_deterministic(publicKey, coins)
    return { ciphertext: ciphertext as KemCiphertext, secret: sharedSecret as SharedSecret }
  } catch {
    return undefined
  } finally {
    coins.fill(0)
  }
}

/**
 * X-Wing decapsulation. A ciphertext that was not made for this key gives an unrelated secret, not an error; what is
 * encrypted under it then does not open. Undefined only for a low-order X25519 part.
 */
export function decapsulate(seed: KemSeed, ciphertext: KemCiphertext): SharedSecret | undefined {
  expectBytes(seed, KEY_BYTES)
  expectBytes(ciphertext, KEM_CIPHERTEXT_BYTES)
  try {
    return sodium.crypto_kem_xwing_dec(ciphertext, seed) as SharedSecret
  } catch {
    return undefined
  }
}

/** Constant-time. */
export function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && sodium.memcmp(a, b)
}

/** What a primitive that must not fail on checked input gave, or a CryptoError. */
export function required<T>(value: T | undefined, subject: CryptoError['subject']): T {
  if (value === undefined) throw new CryptoError(subject)
  return value
}
