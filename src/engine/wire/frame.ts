import { concat, fromHex, toHex } from '#shared/bytes.ts'
import type { ContactId } from '#shared/ids.ts'
import { DecodeError } from './cbor.ts'

/**
 * A frame on a session stream: one type byte, then the bytes of a handshake init or of a ratchet message.
 *
 * Specification: docs/protocol/08-frames.md
 */
export type FrameKind = 'init' | 'message'

const INIT = 1
const MESSAGE = 2

export function encodeFrame(kind: FrameKind, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(Uint8Array.of(kind === 'init' ? INIT : MESSAGE), body)
}

export function decodeFrame(frame: Uint8Array): { readonly kind: FrameKind; readonly body: Uint8Array } {
  const body = frame.subarray(1)
  if (frame[0] === INIT) return { kind: 'init', body }
  if (frame[0] === MESSAGE) return { kind: 'message', body }
  throw new DecodeError('unknown frame')
}

/** A bundle request: version, type and the commitment of the person whose keys are asked for (34 bytes). */
export function encodeBundleRequest(id: ContactId): Uint8Array<ArrayBuffer> {
  return concat(Uint8Array.of(1, 1), fromHex(id))
}

export function decodeBundleRequest(request: Uint8Array): ContactId {
  if (request.length !== 34 || request[0] !== 1 || request[1] !== 1)
    throw new DecodeError('not a bundle request')
  return toHex(request.subarray(2)) as ContactId
}
