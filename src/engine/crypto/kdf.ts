import { u32be, utf8 } from '#shared/bytes.ts'
import type { Label } from './labels.ts'
import { blake2b, expectBytes, keyedBlake2b } from './sodium.ts'

const prefixes = new Map<string, Uint8Array>()

/** `u8(length of label) ‖ label`, encoded once for each label. */
export function labelPrefix(label: string): Uint8Array {
  const known = prefixes.get(label)
  if (known !== undefined) return known
  const text = utf8(label)
  if (text.length < 1 || text.length > 255) throw new RangeError('label of 1 to 255 bytes')
  const prefix = new Uint8Array(1 + text.length)
  prefix[0] = text.length
  prefix.set(text, 1)
  prefixes.set(label, prefix)
  return prefix
}

/** `enc(label, parts)`: the prefix, then each part behind its length as u32. Injective. */
export function encodeParts(label: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const prefix = labelPrefix(label)
  let length = prefix.length
  for (const part of parts) length += 4 + part.length
  const out = new Uint8Array(length)
  out.set(prefix)
  let offset = prefix.length
  for (const part of parts) {
    out.set(u32be(part.length), offset)
    out.set(part, offset + 4)
    offset += 4 + part.length
  }
  return out
}

/** `H(label, parts)`: BLAKE2b-256 of their encoding. */
export function hash(label: Label, ...parts: readonly Uint8Array[]): Uint8Array {
  return blake2b(32, encodeParts(label, ...parts))
}

/** `KDF(length, key, label, parts)`: BLAKE2b keyed with 32 or 64 bytes. */
export function derive<Key extends Uint8Array>(
  length: 32 | 56 | 64,
  key: Uint8Array,
  label: Label,
  ...parts: readonly Uint8Array[]
): Key {
  return keyedBlake2b(length, key, encodeParts(label, ...parts)) as Key
}

/** The same as `derive` for parts of fixed lengths: label and lengths are encoded once, for the paths that are hot. */
export function fixedKdf<Key extends Uint8Array>(
  length: 32 | 56 | 64,
  label: Label,
  ...lengths: readonly number[]
): (key: Uint8Array, ...parts: readonly Uint8Array[]) => Key {
  const message = encodeParts(label, ...lengths.map((partLength) => new Uint8Array(partLength)))
  let end = labelPrefix(label).length
  const slots = lengths.map((partLength) => {
    const start = end + 4
    end = start + partLength
    return { start, partLength }
  })
  return (key, ...parts) => {
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]
      const part = parts[i]
      if (slot === undefined || part === undefined) throw new TypeError('a part is missing')
      expectBytes(part, slot.partLength)
      message.set(part, slot.start)
    }
    return keyedBlake2b(length, key, message) as Key
  }
}
