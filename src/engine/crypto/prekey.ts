import { fromUtf8 } from '#shared/bytes.ts'
import { hash } from './kdf.ts'
import type { DhKeyPair, DhPublicKey, KemPublicKey, KemSeed } from './keys.ts'
import { Reader } from './reader.ts'
import { Redacted } from './redacted.ts'
import { KEM_PUBLIC_KEY_BYTES, KEY_BYTES } from './sodium.ts'

export const PROTOCOL_VERSION = 1
export const PREKEY_ID_BYTES = 8
export const INSTALLATION_ID_BYTES = 16
/** A one-time prekey is for the handshake that follows at once. */
export const ONE_TIME_PREKEY_MS = 120_000
/** A published prekey is replaced every day; a week bounds how long an untrusted holder can serve an old one. */
export const PUBLISHED_PREKEY_MS = 7 * 24 * 3_600_000
/** Clocks of ordinary machines are wrong by up to a day and a time zone. */
export const CLOCK_TOLERANCE_MS = 48 * 3_600_000
/** A first message may wait this long in a mailbox, so the private half outlives the prekey by as much. */
export const PREKEY_KEEP_MS = 14 * 24 * 3_600_000

const FLAG_ONE_TIME = 0x01
const MAX_BOUND_TO_BYTES = 128
/** Node key (32), request tag (16), quota (4). */
const MAILBOX_BYTES = 52
const MAX_MAILBOXES = 3
/** seq u64, notBefore u64, notAfter u64, flags u8, lowest version u8, highest version u8 */
const PREKEY_FACTS_BYTES = 27

export const PREKEY_LABEL = 'sotto1/prekey'

/** Label, seven lengths, and all fields at their largest. */
export const MAX_PREKEY_BODY_BYTES =
  1 +
  PREKEY_LABEL.length +
  7 * 4 +
  2 * KEY_BYTES +
  PREKEY_FACTS_BYTES +
  KEM_PUBLIC_KEY_BYTES +
  MAX_BOUND_TO_BYTES +
  INSTALLATION_ID_BYTES +
  MAX_MAILBOXES * MAILBOX_BYTES

/** The signed part of a bundle, which is one installation's. */
export interface PrekeyBody {
  readonly owner: Uint8Array
  /** Rises with every prekey of an installation. */
  readonly seq: number
  /** Unix milliseconds. */
  readonly notBefore: number
  /** Unix milliseconds. */
  readonly notAfter: number
  /** Used for one handshake, and held in memory alone. */
  readonly oneTime: boolean
  readonly versions: { readonly min: number; readonly max: number }
  readonly dhKey: DhPublicKey
  readonly kemKey: KemPublicKey
  /** The PeerId this prekey was made for, as text. */
  readonly boundTo?: string
  /** The installation whose prekey this is, 16 bytes. */
  readonly installationId: Uint8Array
}

/** The private half of a prekey with what was signed. Prints as [redacted]. */
export class PrekeySecret extends Redacted implements PrekeyBody {
  readonly owner: Uint8Array
  readonly seq: number
  readonly notBefore: number
  readonly notAfter: number
  readonly oneTime: boolean
  readonly versions: { readonly min: number; readonly max: number }
  readonly dhKey: DhPublicKey
  readonly kemKey: KemPublicKey
  readonly boundTo?: string
  readonly installationId: Uint8Array
  /** 8 bytes, by which an init names its prekey. */
  readonly prekeyId: Uint8Array
  /** The signed bytes. */
  readonly body: Uint8Array
  readonly dhPair: DhKeyPair
  readonly kemSeed: KemSeed

  constructor(body: Uint8Array, dhPair: DhKeyPair, kemSeed: KemSeed) {
    super()
    const facts = parsePrekeyBody(body)
    this.owner = facts.owner
    this.seq = facts.seq
    this.notBefore = facts.notBefore
    this.notAfter = facts.notAfter
    this.oneTime = facts.oneTime
    this.versions = facts.versions
    this.dhKey = facts.dhKey
    this.kemKey = facts.kemKey
    if (facts.boundTo !== undefined) this.boundTo = facts.boundTo
    this.installationId = facts.installationId
    this.prekeyId = prekeyIdOf(body)
    this.body = body
    this.dhPair = dhPair
    this.kemSeed = kemSeed
  }
}

export function prekeyIdOf(body: Uint8Array): Uint8Array {
  return hash('sotto1/prekey-id', body).slice(0, PREKEY_ID_BYTES)
}

export function prekeyFlags(oneTime: boolean): number {
  return oneTime ? FLAG_ONE_TIME : 0
}

/** Layout and bounds only: the keys are not yet checked and nothing is verified. Throws `CryptoError('bundle')`. */
export function parsePrekeyBody(body: Uint8Array): PrekeyBody {
  const reader = new Reader(body, 'bundle')
  reader.label(PREKEY_LABEL)
  const owner = reader.part(KEY_BYTES)
  const facts = new Reader(reader.part(PREKEY_FACTS_BYTES), 'bundle')
  const seq = facts.u64()
  const notBefore = facts.u64()
  const notAfter = facts.u64()
  const flags = facts.u8()
  const versions = { min: facts.u8(), max: facts.u8() }
  const dhKey = reader.part<DhPublicKey>(KEY_BYTES)
  const kemKey = reader.part<KemPublicKey>(KEM_PUBLIC_KEY_BYTES)
  const boundTo = reader.part(0, MAX_BOUND_TO_BYTES)
  const installationId = reader.part(INSTALLATION_ID_BYTES)
  // Version 1 has no mailboxes of its own but lets later versions name theirs.
  const mailboxes = reader.part(0, MAX_MAILBOXES * MAILBOX_BYTES)
  reader.end()
  const oneTime = (flags & FLAG_ONE_TIME) !== 0
  if ((flags & ~FLAG_ONE_TIME) !== 0 || versions.min < 1 || versions.min > versions.max) reader.fail()
  if (mailboxes.length % MAILBOX_BYTES !== 0) reader.fail()
  if (notAfter <= notBefore || notAfter - notBefore > longestValidity(oneTime)) reader.fail()
  if (oneTime && boundTo.length === 0) reader.fail()
  return {
    owner,
    seq,
    notBefore,
    notAfter,
    oneTime,
    versions,
    dhKey,
    kemKey,
    installationId,
    ...(boundTo.length > 0 && { boundTo: text(boundTo, reader) }),
  }
}

export function longestValidity(oneTime: boolean): number {
  return oneTime ? ONE_TIME_PREKEY_MS : PUBLISHED_PREKEY_MS
}

function text(bytes: Uint8Array, reader: Reader): string {
  try {
    return fromUtf8(bytes)
  } catch {
    return reader.fail()
  }
}
