import { createHash } from 'node:crypto'

/**
 * Randomness that is the same for the same seed, for vectors and tests: block i is SHA-256 of the text `seed:i`, and each
 * call begins with a new block.
 */
export function seededRandom(seed: string): (length: number) => Uint8Array {
  let counter = 0
  return (length) => {
    const out = new Uint8Array(length)
    for (let at = 0; at < length; at += 32) {
      const block = createHash('sha256').update(`${seed}:${counter++}`).digest()
      out.set(block.subarray(0, Math.min(32, length - at)), at)
    }
    return out
  }
}
