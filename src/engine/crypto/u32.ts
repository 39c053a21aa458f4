// Shifts, not a DataView: a view would move every small array out of the heap, which these paths feel.

/** Big-endian. */
export function putU32(out: Uint8Array, offset: number, value: number): void {
  out[offset] = value >>> 24
  out[offset + 1] = value >>> 16
  out[offset + 2] = value >>> 8
  out[offset + 3] = value
}

/** Big-endian; the four bytes are there. */
export function getU32(bytes: Uint8Array, offset: number): number {
  const high = ((bytes[offset] ?? 0) << 24) | ((bytes[offset + 1] ?? 0) << 16)
  const low = ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0)
  return (high | low) >>> 0
}
