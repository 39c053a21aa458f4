import type { Brand } from '#shared/brand.ts'
import { toHex } from '#shared/bytes.ts'
import type { ContactId } from '#shared/ids.ts'
import { CryptoError } from './errors.ts'
import { derive, encodeParts, hash } from './kdf.ts'
import { isDhKey, isKemKey } from './key-checks.ts'
import type {
  DhKeyPair,
  DhPublicKey,
  IdentityPublicKey,
  IdentitySecretKey,
  KemPublicKey,
  KemSeed,
} from './keys.ts'
import { Reader } from './reader.ts'
import { Redacted, SecretBytes } from './redacted.ts'
import {
  KEM_PUBLIC_KEY_BYTES,
  KEY_BYTES,
  type RandomSource,
  dhKeyPair,
  draw,
  expectBytes,
  isBytes,
  isEd25519Point,
  kemKeyPair,
  signKeyPair,
} from './sodium.ts'

const BLOCK_LABEL = 'sotto1/identity'

export const ROOT_BYTES = 32
/** `enc(label, Ed25519 key, X25519 key, X-Wing key)` */
export const IDENTITY_BLOCK_BYTES = 1 + BLOCK_LABEL.length + 3 * 4 + 2 * KEY_BYTES + KEM_PUBLIC_KEY_BYTES

/** The 32 random bytes from which all long-term keys of a person follow; the 24 recovery words are these bytes. */
export type Root = Brand<SecretBytes, 'Root'>

/** What everybody may know of a person. */
export interface PublicIdentity {
  /** Commitment to the block, 32 bytes: this is who someone is. */
  readonly id: Uint8Array
  readonly contactId: ContactId
  readonly block: Uint8Array
  readonly signKey: IdentityPublicKey
  readonly dhKey: DhPublicKey
  readonly kemKey: KemPublicKey
}

/** One's own identity, with its private keys. Prints as [redacted]. */
export class Identity extends Redacted implements PublicIdentity {
  readonly id: Uint8Array
  readonly contactId: ContactId
  readonly block: Uint8Array
  readonly signKey: IdentityPublicKey
  readonly dhKey: DhPublicKey
  readonly kemKey: KemPublicKey
  readonly signSecret: IdentitySecretKey
  readonly dhPair: DhKeyPair
  readonly kemSeed: KemSeed

  constructor(root: Root) {
    super()
    const signing = signKeyPair(derive(32, root, 'sotto1/root/sig'))
    const kem = kemKeyPair(derive(32, root, 'sotto1/root/kem'))
    this.signKey = signing.publicKey
    this.signSecret = signing.secretKey
    this.dhPair = dhKeyPair(derive(32, root, 'sotto1/root/dh'))
    this.dhKey = this.dhPair.publicKey
    this.kemKey = kem.publicKey
    this.kemSeed = kem.seed
    this.block = encodeParts(BLOCK_LABEL, this.signKey, this.dhKey, this.kemKey)
    this.id = addressOf(this.block)
    this.contactId = contactIdOf(this.id)
  }
}

export function newRoot(random: RandomSource): Root {
  return rootFromBytes(draw(random, ROOT_BYTES))
}

/** A stored root: 32 bytes, copied. Throws a TypeError on any other length. */
export function rootFromBytes(bytes: Uint8Array): Root {
  expectBytes(bytes, ROOT_BYTES)
  return new SecretBytes(bytes) as Root
}

export function deriveIdentity(root: Root): Identity {
  expectBytes(root, ROOT_BYTES)
  return new Identity(root)
}

/** The text form of a 32-byte commitment. */
export function contactIdOf(id: Uint8Array): ContactId {
  expectBytes(id, KEY_BYTES)
  return toHex(id) as ContactId
}

/**
 * Takes an identity block from an untrusted source: exact length and label, canonical keys, none of low order. Throws
 * `CryptoError('identity')`. That it belongs to someone is shown by its `id` alone.
 */
export function parseIdentityBlock(bytes: Uint8Array): PublicIdentity {
  if (!isBytes(bytes) || bytes.length !== IDENTITY_BLOCK_BYTES) throw new CryptoError('identity')
  const reader = new Reader(bytes, 'identity')
  reader.label(BLOCK_LABEL)
  const signKey = reader.part<IdentityPublicKey>(KEY_BYTES)
  const dhKey = reader.part(KEY_BYTES)
  const kemKey = reader.part(KEM_PUBLIC_KEY_BYTES)
  reader.end()
  if (!isEd25519Point(signKey) || !isDhKey(dhKey) || !isKemKey(kemKey)) throw new CryptoError('identity')
  const block = new Uint8Array(bytes)
  const id = addressOf(block)
  return { id, contactId: contactIdOf(id), block, signKey, dhKey, kemKey }
}

function addressOf(block: Uint8Array): Uint8Array {
  return hash('sotto1/address', block)
}
