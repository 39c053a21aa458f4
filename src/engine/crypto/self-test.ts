import { utf8 } from '#shared/bytes.ts'
import { CryptoError } from './errors.ts'
import type { DhPublicKey, KemCiphertext, KemPublicKey } from './keys.ts'
import {
  decapsulate,
  dh,
  dhKeyPair,
  encapsulate,
  isEd25519Point,
  keyedBlake2b,
  kemKeyPair,
  sameSecret,
  seal,
  sign,
  signKeyPair,
  sodiumReady,
  tryOpen,
  verify,
} from './sodium.ts'

/**
 * Loads libsodium and proves on the build that is really there that every primitive takes what is right and rejects
 * one forged input: this version of the library has had functions that accepted forgeries. Throws
 * `CryptoError('self-test')`. Everything else here is synchronous after it.
 */
export function loadCrypto(): Promise<void> {
  loaded ??= load()
  return loaded
}

let loaded: Promise<void> | undefined

async function load(): Promise<void> {
  await sodiumReady()
  if (![aead, signature, diffieHellman, kem, hashing].every((passes) => passes())) {
    throw new CryptoError('self-test')
  }
}

const SEED = new Uint8Array(32).fill(0x5a)
const MESSAGE = utf8('self-test')

function aead(): boolean {
  const nonce = new Uint8Array(24)
  const sealed = seal(SEED, nonce, MESSAGE, MESSAGE)
  const opened = tryOpen(SEED, nonce, sealed, MESSAGE)
  return (
    opened !== undefined &&
    sameSecret(opened, MESSAGE) &&
    tryOpen(SEED, nonce, forged(sealed), MESSAGE) === undefined &&
    tryOpen(SEED, nonce, sealed, forged(MESSAGE)) === undefined
  )
}

function signature(): boolean {
  const { publicKey, secretKey } = signKeyPair(SEED)
  const signed = sign(secretKey, MESSAGE)
  return (
    verify(publicKey, MESSAGE, signed) &&
    !verify(publicKey, forged(MESSAGE), signed) &&
    !verify(publicKey, MESSAGE, forged(signed)) &&
    !isEd25519Point(new Uint8Array(32))
  )
}

function diffieHellman(): boolean {
  const ours = dhKeyPair(SEED)
  const theirs = dhKeyPair(forged(SEED, 15))
  const here = dh(ours.secretKey, theirs.publicKey)
  const there = dh(theirs.secretKey, ours.publicKey)
  if (here === undefined || there === undefined || !sameSecret(here, there)) return false
  return dh(ours.secretKey, new Uint8Array(32) as Uint8Array as DhPublicKey) === undefined
}

function kem(): boolean {
  const { publicKey, seed } = kemKeyPair(SEED)
  const coins = (length: number) => new Uint8Array(length).fill(7)
  const sent = encapsulate(publicKey, coins)
  if (sent === undefined) return false
  const received = decapsulate(seed, sent.ciphertext)
  const other = decapsulate(seed, forged(sent.ciphertext) as KemCiphertext)
  const lowOrder = publicKey.slice().fill(0, 1184) as Uint8Array as KemPublicKey
  return (
    received !== undefined &&
    sameSecret(received, sent.secret) &&
    (other === undefined || !sameSecret(other, sent.secret)) &&
    encapsulate(lowOrder, coins) === undefined
  )
}

function hashing(): boolean {
  const first = keyedBlake2b(32, SEED, MESSAGE)
  return !sameSecret(first, keyedBlake2b(32, forged(SEED), MESSAGE))
}

function forged(bytes: Uint8Array, at = 0): Uint8Array {
  const copy = new Uint8Array(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}
