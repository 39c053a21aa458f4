import { Fault } from '#shared/fault.ts'
import { ENCRYPTED_HEADER_BYTES } from './ratchet-keys.ts'
import { TAG_BYTES } from './sodium.ts'
import { getU32, putU32 } from './u32.ts'

/** Sizes of a frame on the wire. 128 KiB is there so that a text of exactly 64 KiB is one message. */
export const BUCKETS: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128].map((kib) => kib * 1024)
export const LARGEST_BUCKET = 128 * 1024

/** Encrypted header and the body's tag. */
export const FRAME_OVERHEAD = ENCRYPTED_HEADER_BYTES + TAG_BYTES
/** Two lengths and the byte that ends the padding. */
const BODY_OVERHEAD = 4 + 4 + 1
/** Type u8, length u16, epoch u32, two X-Wing ciphertexts: the largest that version 1 writes. */
const LARGEST_EXTENSIONS = 3 + 4 + 2 * 1120

/** Largest payload of a message, bytes; there is room for it whatever else the message carries. */
export const MAX_PAYLOAD = LARGEST_BUCKET - FRAME_OVERHEAD - BODY_OVERHEAD - LARGEST_EXTENSIONS

const PAD = 0x80

export interface Body {
  readonly extensions: Uint8Array
  readonly payload: Uint8Array
}

/** Payload that fits beside `extensions` into a frame of `size` bytes. */
export function roomIn(size: number, extensions: number): number {
  return size - FRAME_OVERHEAD - BODY_OVERHEAD - extensions
}

/** Smallest bucket for it. Throws `Fault('too-large')`. */
export function bucketFor(extensions: number, payload: number): number {
  const bucket = BUCKETS.find((size) => payload <= roomIn(size, extensions))
  if (bucket === undefined) throw new Fault('too-large', 'This message is too long.')
  return bucket
}

/**
 * `u32 length ‖ extensions ‖ u32 length ‖ payload ‖ 0x80 ‖ zeros`, written to where the body belongs in a zeroed frame:
 * the place is its own buffer until the ciphertext overwrites it. Throws `Fault('too-large')`.
 */
export function padInto(frame: Uint8Array, body: Body): Uint8Array {
  const { extensions, payload } = body
  if (payload.length > roomIn(frame.length, extensions.length)) {
    throw new Fault('too-large', 'This message is too long.')
  }
  const out = frame.subarray(ENCRYPTED_HEADER_BYTES, frame.length - TAG_BYTES)
  putU32(out, 0, extensions.length)
  out.set(extensions, 4)
  putU32(out, 4 + extensions.length, payload.length)
  out.set(payload, 8 + extensions.length)
  out[8 + extensions.length + payload.length] = PAD
  return out
}

/** Undefined unless lengths and padding are exactly as written. Call it on authentic bytes only. */
export function unpad(padded: Uint8Array): Body | undefined {
  if (padded.length < BODY_OVERHEAD) return undefined
  const payloadAt = 8 + getU32(padded, 0)
  if (payloadAt >= padded.length) return undefined
  const end = payloadAt + getU32(padded, payloadAt - 4)
  if (end >= padded.length || padded[end] !== PAD) return undefined
  let rest = 0
  for (let i = end + 1; i < padded.length; i++) rest |= padded[i] ?? 0
  if (rest !== 0) return undefined
  return { extensions: padded.subarray(4, payloadAt - 4), payload: padded.subarray(payloadAt, end) }
}
