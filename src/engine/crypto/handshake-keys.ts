import { derive, hash } from './kdf.ts'
import type { DhPublicKey, KemCiphertext, OneTimeAead, RootKey, SharedSecret } from './keys.ts'
import { PROTOCOL_VERSION } from './prekey.ts'

/** There is one suite: X25519, X-Wing, Ed25519, BLAKE2b, XChaCha20-Poly1305. */
const SUITE = 1

export interface FirstInputs {
  readonly mode: number
  readonly responderBlock: Uint8Array
  readonly prekeyBody: Uint8Array
  readonly ek: DhPublicKey
  readonly c1: KemCiphertext
  readonly c2: KemCiphertext
  /** DH of the ephemeral key with the responder's identity, and with his prekey. */
  readonly dhIdentity: SharedSecret
  readonly dhPrekey: SharedSecret
  /** KEM secrets for the responder's identity (c1) and for his prekey (c2). */
  readonly kemIdentity: SharedSecret
  readonly kemPrekey: SharedSecret
}

export interface FirstKeys {
  readonly transcript: Uint8Array
  readonly chaining: Uint8Array
  /** Encrypts e1. */
  readonly keys: OneTimeAead
}

/** Everything that only the holder of the responder's keys can follow: hides who the initiator is. */
export function firstKeys(inputs: FirstInputs): FirstKeys {
  const suite = Uint8Array.of(PROTOCOL_VERSION, SUITE, inputs.mode)
  const start = hash('sotto1/hs', suite, inputs.responderBlock, inputs.prekeyBody, inputs.ek)
  const transcript = hash('sotto1/hs/1', start, inputs.c1, inputs.c2)
  const { dhIdentity, dhPrekey, kemIdentity, kemPrekey } = inputs
  const chaining = derive(64, transcript, 'sotto1/ck/1', dhIdentity, dhPrekey, kemIdentity, kemPrekey)
  return { transcript, chaining, keys: derive(56, chaining, 'sotto1/k1', transcript) }
}

export interface SecondInputs {
  readonly e1: Uint8Array
  /** DH of the initiator's identity with the prekey: proves the initiator. */
  readonly dhStatic: SharedSecret
  /** Empty in mode 0. */
  readonly psk: Uint8Array
  readonly initiatorId: Uint8Array
  readonly responderId: Uint8Array
}

export interface SecondKeys {
  readonly transcript: Uint8Array
  /** Encrypts e2. */
  readonly keys: OneTimeAead
  /** The session's first root key. */
  readonly secret: RootKey
  readonly sid: Uint8Array
}

export function secondKeys(first: FirstKeys, inputs: SecondInputs): SecondKeys {
  const transcript = hash('sotto1/hs/2', first.transcript, inputs.e1)
  const chaining = derive(64, first.chaining, 'sotto1/ck/2', transcript, inputs.dhStatic, inputs.psk)
  return {
    transcript,
    keys: derive(56, chaining, 'sotto1/k2', transcript),
    secret: derive(64, chaining, 'sotto1/sk', transcript, inputs.initiatorId, inputs.responderId),
    sid: hash('sotto1/sid', transcript),
  }
}
