import { equal } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import type { VerifiedBundle } from './bundle.ts'
import { CryptoError } from './errors.ts'
import { firstKeys, secondKeys } from './handshake-keys.ts'
import { type Identity, type PublicIdentity, parseIdentityBlock } from './identity.ts'
import {
  FIRST_FRAME_BYTES,
  type InitMode,
  MAX_FIRST_PAYLOAD,
  PSK_BYTES,
  PSK_ID_BYTES,
  decodeIntroduction,
  encodeIntroduction,
  joinInit,
  splitInit,
} from './init-layout.ts'
import { isCanonicalDhKey } from './key-checks.ts'
import {
  CLOCK_TOLERANCE_MS,
  INSTALLATION_ID_BYTES,
  PREKEY_KEEP_MS,
  PROTOCOL_VERSION,
  type PrekeySecret,
} from './prekey.ts'
import { decryptAny } from './ratchet-receive.ts'
import { encryptTo } from './ratchet-send.ts'
import { type SessionState, firstSession } from './session-state.ts'
import {
  KEY_BYTES,
  type RandomSource,
  decapsulate,
  dh,
  dhKeyPair,
  draw,
  encapsulate,
  expectBytes,
  required,
  sealOnce,
  tryOpenOnce,
} from './sodium.ts'

const NO_PSK = new Uint8Array()
const MAX_GEN = 0xffff_ffff

/** A secret both sides already share. */
export interface PreSharedKey {
  readonly mode: 1 | 2
  /** By which the responder finds it, 16 bytes; goes encrypted. */
  readonly id: Uint8Array
  /** 16 bytes in mode 1 (invite), 32 in mode 2 (resume). */
  readonly secret: Uint8Array
}

export interface Initiation {
  readonly identity: Identity
  readonly bundle: VerifiedBundle
  /** Generation of the session between the two, u32: a later session has a higher one. */
  readonly gen: number
  /** Own installation, 16 bytes. */
  readonly installationId: Uint8Array
  readonly psk?: PreSharedKey
  /** At most `MAX_FIRST_PAYLOAD` bytes. */
  readonly payload: Uint8Array
  /** Unix milliseconds. */
  readonly now: number
}

export interface Response {
  readonly identity: Identity
  readonly prekey: PrekeySecret
  /** Untrusted. */
  readonly init: Uint8Array
  /** Unix milliseconds. */
  readonly now: number
  /** Finds the secret of an init of mode 1 or 2; without it only mode 0 is taken. */
  readonly findPsk?: (mode: 1 | 2, id: Uint8Array) => Uint8Array | undefined
}

export interface Responded {
  readonly peer: PublicIdentity
  readonly gen: number
  readonly installationId: Uint8Array
  readonly session: SessionState
  readonly payload: Uint8Array
}

/**
 * Opens a session with the first message in it. The init is 8,192 bytes, whatever the payload. Throws
 * `Fault('too-large')`, `Fault('own-address')`, and a CryptoError for keys that cannot be used.
 */
export function initiate(
  start: Initiation,
  random: RandomSource,
): { init: Uint8Array; session: SessionState } {
  const { identity, bundle, psk } = start
  const peer = bundle.identity
  if (start.payload.length > MAX_FIRST_PAYLOAD)
    throw new Fault('too-large', 'This first message is too long.')
  if (equal(peer.id, identity.id)) throw new Fault('own-address', 'This is your own address.')
  expectBytes(start.installationId, INSTALLATION_ID_BYTES)
  if (!Number.isInteger(start.gen) || start.gen < 0 || start.gen > MAX_GEN)
    throw new RangeError('gen is a u32')
  const mode: InitMode = psk?.mode ?? 0
  const pskId = psk?.id ?? new Uint8Array(PSK_ID_BYTES)
  expectBytes(pskId, PSK_ID_BYTES)
  expectBytes(psk?.secret ?? NO_PSK, PSK_BYTES[mode])

  const ephemeral = dhKeyPair(draw(random, KEY_BYTES))
  const toIdentity = required(encapsulate(peer.kemKey, random), 'handshake')
  const toPrekey = required(encapsulate(bundle.kemKey, random), 'handshake')
  const first = firstKeys({
    mode,
    responderBlock: peer.block,
    prekeyBody: bundle.body,
    ek: ephemeral.publicKey,
    c1: toIdentity.ciphertext,
    c2: toPrekey.ciphertext,
    dhIdentity: required(dh(ephemeral.secretKey, peer.dhKey), 'handshake'),
    dhPrekey: required(dh(ephemeral.secretKey, bundle.dhKey), 'handshake'),
    kemIdentity: toIdentity.secret,
    kemPrekey: toPrekey.secret,
  })
  const { min, max } = bundle.versions
  const introduction = encodeIntroduction({
    block: identity.block,
    gen: start.gen,
    pskId,
    installationId: start.installationId,
    versions: [PROTOCOL_VERSION, PROTOCOL_VERSION, min, max],
  })
  const e1 = sealOnce(first.keys, introduction, first.transcript)
  const second = secondKeys(first, {
    e1,
    dhStatic: required(dh(identity.dhPair.secretKey, bundle.dhKey), 'handshake'),
    psk: psk?.secret ?? NO_PSK,
    initiatorId: identity.id,
    responderId: peer.id,
  })
  const fresh = firstSession({
    secret: second.secret,
    sid: second.sid,
    initiatorId: identity.id,
    responderId: peer.id,
    initiator: true,
    gen: start.gen,
    peerDh: bundle.dhKey,
    confirmation: { side: 'initiator', seed: identity.kemSeed },
    now: start.now,
  })
  const { session, frame } = encryptTo(FIRST_FRAME_BYTES, fresh, start.payload, { now: start.now }, random)
  const e2 = sealOnce(second.keys, frame, second.transcript)
  const { prekeyId } = bundle
  const { publicKey: ek } = ephemeral
  return {
    init: joinInit({ mode, prekeyId, ek, c1: toIdentity.ciphertext, c2: toPrekey.ciphertext, e1, e2 }),
    session,
  }
}

/**
 * Takes an init. Nothing may be stored before it returns; it throws `CryptoError('handshake')` and nothing else,
 * whatever is wrong. Not its business: the replay cache, blocked people, `gen`, the PeerId a prekey is bound to, and
 * that a one-time prekey is used once.
 */
export function respond(received: Response, random: RandomSource): Responded {
  try {
    return accept(received, random)
  } catch {
    throw new CryptoError('handshake')
  }
}

function accept({ identity, prekey, init, now, findPsk }: Response, random: RandomSource): Responded {
  const parts = splitInit(init)
  if (!equal(parts.prekeyId, prekey.prekeyId) || !equal(prekey.owner, identity.id)) fail()
  // One clock made this prekey and judges it, so a one-time prekey needs no tolerance.
  if (now > prekey.notAfter + (prekey.oneTime ? 0 : PREKEY_KEEP_MS)) fail()
  if (now < prekey.notBefore - CLOCK_TOLERANCE_MS || !isCanonicalDhKey(parts.ek)) fail()
  const first = firstKeys({
    mode: parts.mode,
    responderBlock: identity.block,
    prekeyBody: prekey.body,
    ek: parts.ek,
    c1: parts.c1,
    c2: parts.c2,
    dhIdentity: dh(identity.dhPair.secretKey, parts.ek) ?? fail(),
    dhPrekey: dh(prekey.dhPair.secretKey, parts.ek) ?? fail(),
    kemIdentity: decapsulate(identity.kemSeed, parts.c1) ?? fail(),
    kemPrekey: decapsulate(prekey.kemSeed, parts.c2) ?? fail(),
  })
  const introduction = decodeIntroduction(tryOpenOnce(first.keys, parts.e1, first.transcript) ?? fail())
  const peer = parseIdentityBlock(introduction.block)
  if (equal(peer.id, identity.id) || !agrees(introduction.versions, prekey)) fail()
  const second = secondKeys(first, {
    e1: parts.e1,
    dhStatic: dh(prekey.dhPair.secretKey, peer.dhKey) ?? fail(),
    psk: pskFor(parts.mode, introduction.pskId, findPsk),
    initiatorId: peer.id,
    responderId: identity.id,
  })
  const frame = tryOpenOnce(second.keys, parts.e2, second.transcript) ?? fail()
  const fresh = firstSession({
    secret: second.secret,
    sid: second.sid,
    initiatorId: peer.id,
    responderId: identity.id,
    initiator: false,
    gen: introduction.gen,
    peerDh: parts.ek,
    ownDh: prekey.dhPair,
    confirmation: { side: 'responder', key: peer.kemKey },
    now,
  })
  const { session, payload } = decryptAny(fresh, frame, { now, skipped: () => undefined }, random)
  // The first message is number 0 of chain 0 and reads; anything else is not an init that anybody's program writes.
  if (payload === null || session.receiving?.n !== 1) return fail()
  return { peer, gen: introduction.gen, installationId: introduction.installationId, session, payload }
}

/** Both ranges arrived unchanged, and this version is the highest that both have. */
function agrees(versions: readonly [number, number, number, number], prekey: PrekeySecret): boolean {
  const [min, max, ownMin, ownMax] = versions
  if (ownMin !== prekey.versions.min || ownMax !== prekey.versions.max || min < 1 || min > max) return false
  return Math.min(max, ownMax) === PROTOCOL_VERSION && Math.max(min, ownMin) <= PROTOCOL_VERSION
}

function pskFor(mode: InitMode, id: Uint8Array, findPsk: Response['findPsk']): Uint8Array {
  if (mode === 0) return id.every((byte) => byte === 0) ? NO_PSK : fail()
  const secret = findPsk?.(mode, id)
  return secret?.length === PSK_BYTES[mode] ? secret : fail()
}

function fail(): never {
  throw new CryptoError('handshake')
}
