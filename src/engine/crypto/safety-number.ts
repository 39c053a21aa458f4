import { compare } from '#shared/bytes.ts'
import { parseIdentityBlock } from './identity.ts'
import { encodeParts } from './kdf.ts'
import type { Label } from './labels.ts'
import { blake2b } from './sodium.ts'

const LABEL: Label = 'sotto1/sn'
const GROUPS_PER_PERSON = 6
const BYTES_PER_GROUP = 5
const GROUP_MODULUS = 100_000

/**
 * The number two people compare to know that nobody stands between them: 12 groups of 5 digits with single spaces, the
 * same on both sides whoever is named first. It covers all three identity keys of both. Throws
 * `CryptoError('identity')` for a block that is not one.
 */
export function safetyNumber(blockA: Uint8Array, blockB: Uint8Array): string {
  const people = [parseIdentityBlock(blockA), parseIdentityBlock(blockB)]
  people.sort((a, b) => compare(a.id, b.id))
  return people.flatMap(({ block }) => digits(block)).join(' ')
}

function digits(block: Uint8Array): string[] {
  const fingerprint = blake2b(64, encodeParts(LABEL, block))
  return Array.from({ length: GROUPS_PER_PERSON }, (_, group) => {
    let value = 0
    for (let i = 0; i < BYTES_PER_GROUP; i++)
      value = value * 256 + (fingerprint[group * BYTES_PER_GROUP + i] ?? 0)
    return String(value % GROUP_MODULUS).padStart(5, '0')
  })
}
