import { concat, readU32, u32be } from '#shared/bytes.ts'
import { EXTENSION_ANSWER, EXTENSION_PROPOSE, type Extension, encodeExtension } from './extensions.ts'
import { derive } from './kdf.ts'
import { isKemKey } from './key-checks.ts'
import type { KemCiphertext, SharedSecret } from './keys.ts'
import { isProposer } from './pq-state.ts'
import type { SessionFields, SessionState } from './session-state.ts'
import {
  KEM_CIPHERTEXT_BYTES,
  KEM_PUBLIC_KEY_BYTES,
  KEY_BYTES,
  type RandomSource,
  decapsulate,
  draw,
  encapsulate,
  kemKeyPair,
} from './sodium.ts'

/** A new epoch after this many messages, */
export const EPOCH_MESSAGES = 50
/** or after this time, whichever comes first. */
export const EPOCH_MS = 24 * 3_600_000
/** An unanswered proposal or an unused answer is repeated with every 16th message and with each new chain. */
export const EXTENSION_EVERY = 16
const MAX_EPOCH = 0xffff_ffff

const NOTHING = new Uint8Array()

/** The state in which this side writes its next message: with a proposal, if one is due and it is its turn. */
export function withProposal(session: SessionState, now: number, random: RandomSource): SessionState {
  const { epoch, pq, sinceEpoch, epochAt } = session
  if (pq.mode !== 'idle' || !isProposer(session, epoch + 1) || epoch >= MAX_EPOCH - 1) return session
  if (epoch > 0 && sinceEpoch < EPOCH_MESSAGES && now - epochAt < EPOCH_MS) return session
  const { seed, publicKey } = kemKeyPair(draw(random, KEY_BYTES))
  return session.with({ pq: { mode: 'proposed', seed, publicKey }, extensionGap: EXTENSION_EVERY })
}

/** The extension that the message with this number carries; empty for most. */
export function extensionFor(session: SessionState, n: number): Uint8Array {
  const { pq, epoch, extensionGap } = session
  if (pq.mode !== 'proposed' && pq.mode !== 'answered') return NOTHING
  if (n !== 0 && extensionGap < EXTENSION_EVERY) return NOTHING
  return pq.mode === 'proposed'
    ? encodeExtension(EXTENSION_PROPOSE, u32be(epoch + 1), pq.publicKey)
    : encodeExtension(EXTENSION_ANSWER, u32be(epoch + 1), pq.ciphertexts)
}

/**
 * What an authentic message's extensions change. Null: malformed, so that the message is unreadable. Proposals and
 * answers of other epochs, of the wrong side, and second ones for the same epoch are left aside: late repeats of
 * what is settled look the same.
 */
export function afterExtensions(
  session: SessionState,
  extensions: readonly Extension[],
  random: RandomSource,
): Partial<SessionFields> | null {
  let changes: Partial<SessionFields> = {}
  for (const { type, data } of extensions) {
    const next =
      type === EXTENSION_PROPOSE ? afterProposal(session, data, random) : afterAnswer(session, data)
    if (next === null) return null
    changes = { ...changes, ...next }
  }
  return changes
}

function afterProposal(
  session: SessionState,
  data: Uint8Array,
  random: RandomSource,
): Partial<SessionFields> | null {
  if (data.length !== 4 + KEM_PUBLIC_KEY_BYTES) return null
  const epoch = readU32(data, 0)
  if (epoch !== session.epoch + 1 || isProposer(session, epoch) || session.pq.mode !== 'idle') return {}
  const publicKey = data.subarray(4)
  if (!isKemKey(publicKey)) return null
  const first = encapsulate(publicKey, random)
  if (first === undefined) return null
  if (epoch !== 1) return answered(epoch, first.secret, first.ciphertext)
  if (session.confirmation.side !== 'responder') return null
  const second = encapsulate(session.confirmation.key, random)
  if (second === undefined) return null
  const secret = concat(first.secret, second.secret)
  return {
    ...answered(epoch, secret, concat(first.ciphertext, second.ciphertext)),
    confirmation: { side: 'done' },
  }
}

function answered(epoch: number, secret: Uint8Array, ciphertexts: Uint8Array): Partial<SessionFields> {
  return {
    pq: { mode: 'answered', secret: epochSecret(epoch, secret, ciphertexts), ciphertexts },
    extensionGap: EXTENSION_EVERY,
  }
}

function afterAnswer(session: SessionState, data: Uint8Array): Partial<SessionFields> | null {
  if (data.length < 4) return null
  const epoch = readU32(data, 0)
  const ciphertexts = data.slice(4)
  if (ciphertexts.length !== (epoch === 1 ? 2 : 1) * KEM_CIPHERTEXT_BYTES) return null
  const { pq, confirmation } = session
  if (epoch !== session.epoch + 1 || !isProposer(session, epoch) || pq.mode !== 'proposed') return {}
  const first = decapsulate(pq.seed, ciphertexts.subarray(0, KEM_CIPHERTEXT_BYTES) as KemCiphertext)
  if (first === undefined) return null
  if (epoch !== 1) return { pq: { mode: 'agreed', secret: epochSecret(epoch, first, ciphertexts) } }
  if (confirmation.side !== 'initiator') return null
  const second = decapsulate(confirmation.seed, ciphertexts.subarray(KEM_CIPHERTEXT_BYTES) as KemCiphertext)
  if (second === undefined) return null
  return {
    pq: { mode: 'agreed', secret: epochSecret(epoch, concat(first, second), ciphertexts) },
    confirmation: { side: 'done' },
  }
}

/** 32 bytes from one KEM secret, or from two in epoch 1. */
function epochSecret(epoch: number, secrets: Uint8Array, ciphertexts: Uint8Array): SharedSecret {
  const second = ciphertexts.subarray(KEM_CIPHERTEXT_BYTES)
  return derive(32, secrets, 'sotto1/pq', u32be(epoch), ciphertexts.subarray(0, KEM_CIPHERTEXT_BYTES), second)
}
