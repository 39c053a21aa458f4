import type { DhPublicKey, DhSecretKey, KemPublicKey } from './keys.ts'
import { KEM_PUBLIC_KEY_BYTES, dh, expectBytes } from './sodium.ts'

const ML_KEM_BYTES = 1184
const ML_KEM_COEFFICIENT_BYTES = 1152
const ML_KEM_MODULUS = 3329

// Any scalar does: X25519 clamps it to a multiple of the cofactor, so a point of low order gives zero with all of them.
const PROBE = new Uint8Array(32).fill(1) as Uint8Array as DhSecretKey

/** Below 2^255 − 19, top bit clear: one point has one encoding, so a key cannot be written in two ways. */
export function isCanonicalDhKey(publicKey: Uint8Array): boolean {
  expectBytes(publicKey, 32)
  const top = publicKey[31] ?? 0xff
  if (top > 0x7f) return false
  if (top !== 0x7f) return true
  for (let i = 30; i > 0; i--) if (publicKey[i] !== 0xff) return true
  return (publicKey[0] ?? 0xff) < 0xed
}

/** Canonical and not of low order. */
export function isDhKey(publicKey: Uint8Array): publicKey is DhPublicKey {
  return isCanonicalDhKey(publicKey) && dh(PROBE, publicKey as DhPublicKey) !== undefined
}

/** Every ML-KEM coefficient is reduced and the X25519 part is a valid key. */
export function isKemKey(publicKey: Uint8Array): publicKey is KemPublicKey {
  expectBytes(publicKey, KEM_PUBLIC_KEY_BYTES)
  for (let i = 0; i < ML_KEM_COEFFICIENT_BYTES; i += 3) {
    const low = publicKey[i] ?? 0xff
    const middle = publicKey[i + 1] ?? 0xff
    const high = publicKey[i + 2] ?? 0xff
    if ((low | ((middle & 0x0f) << 8)) >= ML_KEM_MODULUS) return false
    if (((middle >> 4) | (high << 4)) >= ML_KEM_MODULUS) return false
  }
  return isDhKey(publicKey.subarray(ML_KEM_BYTES))
}
