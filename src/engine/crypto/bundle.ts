import { concat, equal, u64be, utf8 } from '#shared/bytes.ts'
import { CryptoError } from './errors.ts'
import { IDENTITY_BLOCK_BYTES, type Identity, type PublicIdentity, parseIdentityBlock } from './identity.ts'
import { encodeParts } from './kdf.ts'
import { isDhKey, isKemKey } from './key-checks.ts'
import {
  CLOCK_TOLERANCE_MS,
  MAX_PREKEY_BODY_BYTES,
  PREKEY_LABEL,
  PROTOCOL_VERSION,
  type PrekeyBody,
  PrekeySecret,
  longestValidity,
  parsePrekeyBody,
  prekeyFlags,
  prekeyIdOf,
} from './prekey.ts'
import {
  KEM_PUBLIC_KEY_BYTES,
  KEY_BYTES,
  type RandomSource,
  SIGNATURE_BYTES,
  dhKeyPair,
  draw,
  isBytes,
  kemKeyPair,
  sign,
  verify,
} from './sodium.ts'

/** Longest bundle there can be. */
export const MAX_BUNDLE_LENGTH = IDENTITY_BLOCK_BYTES + MAX_PREKEY_BODY_BYTES + SIGNATURE_BYTES

export interface PrekeyInit {
  /** Larger than any before it, by the rule `max(last + 1, unix milliseconds)`. */
  readonly seq: number
  /** Unix milliseconds. */
  readonly notBefore: number
  /** Unix milliseconds; at most 120 s after `notBefore` for a one-time prekey, 7 days for a published one. */
  readonly notAfter: number
  readonly oneTime: boolean
  /** PeerId of whoever asked, as text. Required for a one-time prekey. */
  readonly boundTo?: string
  /** The installation whose prekey this is, 16 bytes. */
  readonly installationId: Uint8Array
}

export interface CreatedPrekey {
  readonly prekeyId: Uint8Array
  /** Identity block, signed prekey, signature: what is handed to others. */
  readonly bundle: Uint8Array
  readonly secret: PrekeySecret
}

/** A bundle that belongs to the expected person and may be used now. */
export interface VerifiedBundle extends PrekeyBody {
  readonly identity: PublicIdentity
  readonly prekeyId: Uint8Array
  readonly body: Uint8Array
}

export interface BundleExpectations {
  /** From the contact's address, 32 bytes. */
  readonly id: Uint8Array
  /** Unix milliseconds. */
  readonly now: number
  /** Highest seq seen of this installation: an older bundle is a rollback. */
  readonly minSeq?: number
  /** Own PeerId as text; a bundle that was made for another one is refused. */
  readonly boundTo?: string
}

/** Throws a RangeError if the validity or a length is out of bounds. */
export function createPrekey(identity: Identity, init: PrekeyInit, random: RandomSource): CreatedPrekey {
  const validity = init.notAfter - init.notBefore
  if (!(validity > 0 && validity <= longestValidity(init.oneTime)))
    throw new RangeError('validity of a prekey')
  if (init.oneTime && init.boundTo === undefined)
    throw new RangeError('a one-time prekey is bound to a PeerId')
  const dhPair = dhKeyPair(draw(random, KEY_BYTES))
  const kem = kemKeyPair(draw(random, KEY_BYTES))
  const facts = concat(
    u64be(init.seq),
    u64be(init.notBefore),
    u64be(init.notAfter),
    Uint8Array.of(prekeyFlags(init.oneTime), PROTOCOL_VERSION, PROTOCOL_VERSION),
  )
  const body = encodeParts(
    PREKEY_LABEL,
    identity.id,
    facts,
    dhPair.publicKey,
    kem.publicKey,
    utf8(init.boundTo ?? ''),
    init.installationId,
    new Uint8Array(),
  )
  const secret = new PrekeySecret(body, dhPair, kem.seed)
  const bundle = concat(identity.block, body, sign(identity.signSecret, body))
  return { prekeyId: secret.prekeyId, bundle, secret }
}

/**
 * Takes a bundle from anybody: its identity block must hash to `id`, and that identity must have signed the prekey.
 * Whoever served it can only have withheld a newer one. Throws `CryptoError('bundle')`.
 */
export function verifyBundle(bytes: Uint8Array, expected: BundleExpectations): VerifiedBundle {
  const shortest = IDENTITY_BLOCK_BYTES + KEM_PUBLIC_KEY_BYTES + SIGNATURE_BYTES
  if (!isBytes(bytes) || bytes.length < shortest || bytes.length > MAX_BUNDLE_LENGTH) fail()
  const identity = identityOf(bytes, expected.id)
  const body = new Uint8Array(bytes.subarray(IDENTITY_BLOCK_BYTES, -SIGNATURE_BYTES))
  if (!verify(identity.signKey, body, bytes.subarray(-SIGNATURE_BYTES))) fail()
  const facts = parsePrekeyBody(body)
  if (!equal(facts.owner, identity.id)) fail()
  if (facts.versions.min > PROTOCOL_VERSION || facts.versions.max < PROTOCOL_VERSION) fail()
  if (facts.seq < (expected.minSeq ?? 0)) fail()
  // A one-time prekey lives by its maker's clock; here the tolerance is the same for both, or a machine whose clock is
  // five minutes off could reach nobody.
  if (expected.now < facts.notBefore - CLOCK_TOLERANCE_MS) fail()
  if (expected.now > facts.notAfter + CLOCK_TOLERANCE_MS) fail()
  if (facts.boundTo !== undefined && facts.boundTo !== expected.boundTo) fail()
  if (!isDhKey(facts.dhKey) || !isKemKey(facts.kemKey)) fail()
  return { ...facts, identity, prekeyId: prekeyIdOf(body), body }
}

function identityOf(bytes: Uint8Array, id: Uint8Array): PublicIdentity {
  let identity: PublicIdentity
  try {
    identity = parseIdentityBlock(bytes.subarray(0, IDENTITY_BLOCK_BYTES))
  } catch {
    return fail()
  }
  return equal(identity.id, id) ? identity : fail()
}

function fail(): never {
  throw new CryptoError('bundle')
}
