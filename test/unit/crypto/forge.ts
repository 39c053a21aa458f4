import type { SessionState } from '#engine/crypto/session-state.ts'
import { bodyKeys, messageKey, nextChainKey, writeHeader, type Header } from '#engine/crypto/ratchet-keys.ts'
import { bodyAd } from '#engine/crypto/ratchet-send.ts'
import { sealOnce } from '#engine/crypto/sodium.ts'
import { type End, bytes } from './kit.ts'

/** Frames that an authentic but wrong program could write: good keys, bad content. */

const BODY = 1024 - 116

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

function body(extensions: Uint8Array, payload = bytes('payload')): Uint8Array {
  const out = new Uint8Array(BODY)
  out.set([...u32(extensions.length), ...extensions, ...u32(payload.length), ...payload, 0x80])
  return out
}

/** A frame of the sender's present chain with whatever header and body; the sender must not owe a step. */
export function forge(session: SessionState, content: Uint8Array, header: Partial<Header> = {}) {
  const { sending, ownDh, ad, previousN } = session
  if (sending === undefined || ownDh === undefined) throw new Error('no sending chain')
  const frame = new Uint8Array(content.length + 116)
  const salt = new Uint8Array(16).fill(6)
  const { n, epoch } = sending
  const full = { dhKey: ownDh.publicKey, previousN, n, epoch, salt, ...header }
  writeHeader(frame, full, sending.headerKey, new Uint8Array(24).fill(7), ad)
  frame.set(sealOnce(bodyKeys(messageKey(sending.key), salt, ad), content, bodyAd(ad, frame)), 100)
  const next = session.with({ sending: { ...sending, key: nextChainKey(sending.key), n: n + 1 } })
  return { session: next, frame }
}

export const pad = {
  encrypt: (end: End, content: Uint8Array) => forge(end.session, content),
  nothing: () => new Uint8Array(BODY),
  wrongEnd: () => body(new Uint8Array()).map((byte) => (byte === 0x80 ? 0x81 : byte)),
  dirt: () => {
    const content = body(new Uint8Array())
    content[BODY - 1] = 1
    return content
  },
  lengths(extensions: number, payload: number): Uint8Array {
    const content = new Uint8Array(BODY)
    content.set(u32(extensions))
    content.set(u32(payload), Math.min(4 + extensions, BODY - 4))
    return content
  },
  extension: (type: number) => body(Uint8Array.of(type, 0, 2, 1, 2)),
  extensions: (count: number) =>
    body(Uint8Array.from(Array.from({ length: count }, (_, i) => [0x80 + i, 0, 0]).flat())),
  twice: () => body(Uint8Array.of(0x80, 0, 0, 0x80, 0, 0)),
  cutExtension: () => body(Uint8Array.of(0x80, 0, 9, 1)),
  carrying: (extensions: Uint8Array) => {
    const payload = bytes('payload')
    const size = extensions.length > 800 ? 4096 - 116 : BODY
    const out = new Uint8Array(size)
    out.set([...u32(extensions.length), ...extensions, ...u32(payload.length), ...payload, 0x80])
    return out
  },
}
