const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character, value]))

/** RFC 4648 base32, upper case, no padding. */
export function toBase32(bytes: Uint8Array): string {
  let out = ''
  let pending = 0
  let bits = 0
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out += ALPHABET.charAt((pending >>> bits) & 31)
    }
  }
  return bits > 0 ? out + ALPHABET.charAt((pending << (5 - bits)) & 31) : out
}

/** Either case; undefined for any other character, an impossible length, or trailing bits that are not zero. */
export function fromBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const out = new Uint8Array(Math.floor((text.length * 5) / 8))
  let pending = 0
  let bits = 0
  let length = 0
  for (const character of text) {
    // Not toUpperCase: it would map letters of other scripts onto the alphabet.
    const code = character.charCodeAt(0)
    const upper = code >= 0x61 && code <= 0x7a ? String.fromCharCode(code - 0x20) : character
    const value = VALUES.get(upper)
    if (value === undefined) return undefined
    pending = ((pending << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      out[length++] = (pending >>> bits) & 0xff
    }
  }
  return bits >= 5 || (pending & ((1 << bits) - 1)) !== 0 ? undefined : out
}
