import type { Brand } from '#shared/brand.ts'
import { u32be } from '#shared/bytes.ts'
import { CryptoError } from './errors.ts'
import { derive, encodeParts } from './kdf.ts'
import { Redacted, SecretBytes } from './redacted.ts'
import {
  KEY_BYTES,
  NONCE_BYTES,
  type RandomSource,
  TAG_BYTES,
  draw,
  expectBytes,
  isBytes,
  keyedBlake2b,
  seal,
  tryOpen,
} from './sodium.ts'

/** Bound into every record; rises when the meaning of stored records changes. */
const SCHEMA = u32be(1)
const STEP = 64
const PAD = 0x80
export const BLIND_BYTES = 16

/** The key of a profile's database, 32 bytes. */
export type Dek = Brand<SecretBytes, 'Dek'>

export function createDek(random: RandomSource): Dek {
  return dekFromBytes(draw(random, KEY_BYTES))
}

export function dekFromBytes(bytes: Uint8Array): Dek {
  expectBytes(bytes, KEY_BYTES)
  return new SecretBytes(bytes) as Dek
}

/** Encrypts the records of a database and hides their keys. Prints as [redacted]. */
export class RecordCipher extends Redacted {
  readonly #recordKey: Uint8Array
  readonly #indexKey: Uint8Array
  readonly #random: RandomSource

  constructor(dek: Dek, random: RandomSource) {
    super()
    this.#recordKey = derive(32, dek, 'sotto1/db/rec')
    this.#indexKey = derive(32, dek, 'sotto1/db/idx')
    this.#random = random
  }

  /**
   * `nonce ‖ ciphertext`. The record opens under the same table and key alone, so that nobody can swap records; its
   * length tells the value's only in steps of 64 bytes.
   */
  seal(table: string, key: Uint8Array, value: Uint8Array): Uint8Array {
    const padded = new Uint8Array(value.length + STEP - (value.length % STEP))
    padded.set(value)
    padded[value.length] = PAD
    const nonce = draw(this.#random, NONCE_BYTES)
    const sealed = seal(this.#recordKey, nonce, padded, encodeParts(table, key, SCHEMA))
    const out = new Uint8Array(NONCE_BYTES + sealed.length)
    out.set(nonce)
    out.set(sealed, NONCE_BYTES)
    return out
  }

  /** Throws `CryptoError('record')`. */
  open(table: string, key: Uint8Array, sealed: Uint8Array): Uint8Array {
    if (!isBytes(sealed) || sealed.length < NONCE_BYTES + TAG_BYTES) throw new CryptoError('record')
    const ad = encodeParts(table, key, SCHEMA)
    const padded = tryOpen(this.#recordKey, sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES), ad)
    if (padded === undefined) throw new CryptoError('record')
    let end = padded.length - 1
    while (end > 0 && padded[end] === 0) end--
    if (padded.length - end > STEP || padded[end] !== PAD) throw new CryptoError('record')
    return padded.subarray(0, end)
  }

  /** What stands in the database for a key that says something, 16 bytes: the same for the same, and no way back. */
  blind(table: string, logicalKey: Uint8Array): Uint8Array {
    return keyedBlake2b(32, this.#indexKey, encodeParts(table, logicalKey)).slice(0, BLIND_BYTES)
  }
}

export function createRecordCipher(dek: Dek, random: RandomSource): RecordCipher {
  return new RecordCipher(dek, random)
}
