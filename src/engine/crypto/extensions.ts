/** What a body carries beside its payload: `u8 type ‖ u16 length ‖ data`, any number up to 16. */
export interface Extension {
  readonly type: number
  readonly data: Uint8Array
}

export const EXTENSION_PROPOSE = 0x01
export const EXTENSION_ANSWER = 0x02
/** From here on a reader that does not know the type leaves it out; below, the message is unreadable for him. */
const OPTIONAL = 0x80
const MAX_EXTENSIONS = 16
const HEAD = 3

export function encodeExtension(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const out = new Uint8Array(HEAD + length)
  out[0] = type
  out[1] = length >> 8
  out[2] = length & 0xff
  let offset = HEAD
  for (const part of parts) {
    out.set(part, offset)
    offset += part.length
  }
  return out
}

/** Undefined if it is malformed, holds a type twice, or one that is neither known nor optional. */
export function parseExtensions(bytes: Uint8Array): readonly Extension[] | undefined {
  const found: Extension[] = []
  const types = new Set<number>()
  let offset = 0
  while (offset < bytes.length) {
    const type = bytes[offset] ?? 0
    const start = offset + HEAD
    const length = ((bytes[offset + 1] ?? 0) << 8) | (bytes[offset + 2] ?? 0)
    if (start + length > bytes.length || types.size === MAX_EXTENSIONS || types.has(type)) return undefined
    types.add(type)
    if (type === EXTENSION_PROPOSE || type === EXTENSION_ANSWER) {
      found.push({ type, data: bytes.subarray(start, start + length) })
    } else if (type < OPTIONAL) {
      return undefined
    }
    offset = start + length
  }
  return found
}
