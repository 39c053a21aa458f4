import { concat, readU32, u32be } from '#shared/bytes.ts'
import { CryptoError } from './errors.ts'
import { IDENTITY_BLOCK_BYTES } from './identity.ts'
import { hash } from './kdf.ts'
import type { DhPublicKey, KemCiphertext } from './keys.ts'
import { roomIn } from './padding.ts'
import { INSTALLATION_ID_BYTES, PREKEY_ID_BYTES, PROTOCOL_VERSION } from './prekey.ts'
import { KEM_CIPHERTEXT_BYTES, KEM_PUBLIC_KEY_BYTES, KEY_BYTES, TAG_BYTES, isBytes } from './sodium.ts'

/** Every first message is this long. */
export const INIT_BYTES = 8192
const TYPE_INIT = 1
export const PSK_ID_BYTES = 16

/** 0: no secret shared before; 1: the secret of a one-time invite; 2: the resume secret of an earlier session. */
export type InitMode = 0 | 1 | 2
/** Length of the pre-shared secret in each mode. */
export const PSK_BYTES = [0, 16, 32] as const

const PREKEY_ID_AT = 3
const EK_AT = PREKEY_ID_AT + PREKEY_ID_BYTES
const C1_AT = EK_AT + KEY_BYTES
const C2_AT = C1_AT + KEM_CIPHERTEXT_BYTES
const E1_AT = C2_AT + KEM_CIPHERTEXT_BYTES
const INTRODUCTION_BYTES = IDENTITY_BLOCK_BYTES + 4 + PSK_ID_BYTES + INSTALLATION_ID_BYTES + 4
const E2_AT = E1_AT + INTRODUCTION_BYTES + TAG_BYTES

/** The ratchet frame inside e2 fills what is left, so that no byte of an init is outside an AEAD. */
export const FIRST_FRAME_BYTES = INIT_BYTES - E2_AT - TAG_BYTES

/** Largest payload of an init, bytes. The first message always carries a proposal: type, length, epoch, key. */
export const MAX_FIRST_PAYLOAD = roomIn(FIRST_FRAME_BYTES, 3 + 4 + KEM_PUBLIC_KEY_BYTES)

export interface InitHeader {
  readonly mode: InitMode
  readonly prekeyId: Uint8Array
}

export interface InitParts extends InitHeader {
  readonly ek: DhPublicKey
  readonly c1: KemCiphertext
  readonly c2: KemCiphertext
  readonly e1: Uint8Array
  readonly e2: Uint8Array
}

/** What e1 hides: who writes, and what both sides must agree on. */
export interface Introduction {
  readonly block: Uint8Array
  readonly gen: number
  readonly pskId: Uint8Array
  readonly installationId: Uint8Array
  /** Lowest and highest version of the initiator, then of the responder as his prekey says. */
  readonly versions: readonly [number, number, number, number]
}

/** Which prekey an init is for: no cryptography, bounded. Throws `CryptoError('handshake')`. */
export function readInitHeader(init: Uint8Array): InitHeader {
  if (!isBytes(init) || init.length !== INIT_BYTES) throw new CryptoError('handshake')
  const [version, type, mode] = init
  if (version !== PROTOCOL_VERSION || type !== TYPE_INIT) throw new CryptoError('handshake')
  if (mode !== 0 && mode !== 1 && mode !== 2) throw new CryptoError('handshake')
  return { mode, prekeyId: new Uint8Array(init.subarray(PREKEY_ID_AT, EK_AT)) }
}

/** For the cache that recognises a replayed init while its prekey lives, 32 bytes. */
export function initHash(init: Uint8Array): Uint8Array {
  return hash('sotto1/init', init)
}

export function joinInit(parts: InitParts): Uint8Array {
  const head = Uint8Array.of(PROTOCOL_VERSION, TYPE_INIT, parts.mode)
  return concat(head, parts.prekeyId, parts.ek, parts.c1, parts.c2, parts.e1, parts.e2)
}

/** Views into the init. */
export function splitInit(init: Uint8Array): InitParts {
  return {
    ...readInitHeader(init),
    ek: init.subarray(EK_AT, C1_AT) as DhPublicKey,
    c1: init.subarray(C1_AT, C2_AT) as KemCiphertext,
    c2: init.subarray(C2_AT, E1_AT) as KemCiphertext,
    e1: init.subarray(E1_AT, E2_AT),
    e2: init.subarray(E2_AT),
  }
}

export function encodeIntroduction(introduction: Introduction): Uint8Array {
  const { block, gen, pskId, installationId, versions } = introduction
  return concat(block, u32be(gen), pskId, installationId, Uint8Array.from(versions))
}

/** `bytes` has been authenticated, so its length is right. */
export function decodeIntroduction(bytes: Uint8Array): Introduction {
  let at = IDENTITY_BLOCK_BYTES
  const take = (length: number) => new Uint8Array(bytes.subarray(at, (at += length)))
  const block = bytes.subarray(0, at)
  const gen = readU32(take(4), 0)
  const pskId = take(PSK_ID_BYTES)
  const installationId = take(INSTALLATION_ID_BYTES)
  const [a = 0, b = 0, c = 0, d = 0] = take(4)
  return { block, gen, pskId, installationId, versions: [a, b, c, d] }
}
