import { equal } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import { CryptoError } from './errors.ts'
import type { DhKeyPair, DhPublicKey, SharedSecret } from './keys.ts'
import { MAX_PAYLOAD, bucketFor, padInto, roomIn } from './padding.ts'
import { extensionFor, withProposal } from './pq.ts'
import {
  ENCRYPTED_HEADER_BYTES,
  SALT_BYTES,
  bodyKeys,
  messageKey,
  nextChainKey,
  stepRoot,
  writeHeader,
} from './ratchet-keys.ts'
import { Redacted } from './redacted.ts'
import { type SendingChain, type SessionState, instant, resumeAfter } from './session-state.ts'
import {
  KEY_BYTES,
  NONCE_BYTES,
  type RandomSource,
  dh,
  dhKeyPair,
  draw,
  required,
  sealOnce,
} from './sodium.ts'

const MAX_N = 0xffff_ffff

/** The key pair and the Diffie-Hellman of a sending step, computed before they are needed. Prints as [redacted]. */
export class PreparedStep extends Redacted {
  readonly pair: DhKeyPair
  readonly peerDh: DhPublicKey
  readonly shared: SharedSecret

  constructor(pair: DhKeyPair, peerDh: DhPublicKey) {
    super()
    this.pair = pair
    this.peerDh = peerDh
    this.shared = required(dh(pair.secretKey, peerDh), 'session')
  }
}

export interface EncryptOptions {
  /** Unix milliseconds. */
  readonly now: number
  /** Used if it still fits the session. For one message: it holds a private key. */
  readonly prepared?: PreparedStep | undefined
}

/** Does the slow part of the next sending step while there is time; undefined if the next message starts no chain. */
export function prepareSend(session: SessionState, random: RandomSource): PreparedStep | undefined {
  if (!session.stepDue) return undefined
  return new PreparedStep(dhKeyPair(draw(random, KEY_BYTES)), session.peerDh)
}

/**
 * Encrypts a payload of at most `MAX_PAYLOAD` bytes; the frame is as long as the smallest bucket it fits in. Store the
 * new session and the frame in one write before anything is sent. Throws `Fault('too-large')`.
 */
export function encrypt(
  session: SessionState,
  payload: Uint8Array,
  options: EncryptOptions,
  random: RandomSource,
): { session: SessionState; frame: Uint8Array } {
  if (payload.length > MAX_PAYLOAD) throw new Fault('too-large', 'This message is too long.')
  return encryptTo(undefined, session, payload, options, random)
}

/** The same for a frame of exactly `size` bytes, or of the smallest bucket. */
export function encryptTo(
  size: number | undefined,
  session: SessionState,
  payload: Uint8Array,
  options: EncryptOptions,
  random: RandomSource,
): { session: SessionState; frame: Uint8Array } {
  const stepped = session.stepDue ? sendingStep(session, options, random) : session
  const current = withProposal(stepped, options.now, random)
  const chain = current.sending
  const ownDh = current.ownDh
  if (chain === undefined || ownDh === undefined || chain.n === MAX_N) throw new CryptoError('session')

  const extensions = fittingExtension(current, chain.n, size, payload.length)
  const frame = new Uint8Array(size ?? bucketFor(extensions.length, payload.length))
  const fresh = draw(random, SALT_BYTES + NONCE_BYTES)
  const salt = fresh.subarray(0, SALT_BYTES)
  const header = {
    dhKey: ownDh.publicKey,
    previousN: current.previousN,
    n: chain.n,
    epoch: chain.epoch,
    salt,
  }
  writeHeader(frame, header, chain.headerKey, fresh.subarray(SALT_BYTES), current.ad)

  const keys = bodyKeys(messageKey(chain.key), salt, current.ad)
  const body = padInto(frame, { extensions, payload })
  frame.set(sealOnce(keys, body, bodyAd(current.ad, frame)), ENCRYPTED_HEADER_BYTES)

  const next = current.with({
    sending: { ...chain, key: nextChainKey(chain.key), n: chain.n + 1 },
    sinceEpoch: current.sinceEpoch + 1,
    extensionGap: extensions.length > 0 ? 1 : current.extensionGap + 1,
  })
  return { session: next, frame }
}

const bodyAdBytes = new Uint8Array(KEY_BYTES + ENCRYPTED_HEADER_BYTES)

/** `AD ‖ encrypted header`: a body belongs to its header. Public bytes, good until the next call. */
export function bodyAd(ad: Uint8Array, frame: Uint8Array): Uint8Array {
  bodyAdBytes.set(ad)
  for (let i = 0; i < ENCRYPTED_HEADER_BYTES; i++) bodyAdBytes[KEY_BYTES + i] = frame[i] ?? 0
  return bodyAdBytes
}

/** A chain whose first message has no room for its extension leaves it to the next; nothing depends on any one copy. */
function fittingExtension(
  session: SessionState,
  n: number,
  size: number | undefined,
  payload: number,
): Uint8Array {
  const extension = extensionFor(session, n)
  if (size === undefined || payload <= roomIn(size, extension.length)) return extension
  return new Uint8Array()
}

function sendingStep(session: SessionState, options: EncryptOptions, random: RandomSource): SessionState {
  const prepared = fits(options.prepared, session) ? options.prepared : prepareSend(session, random)
  const { pair, shared } = required(prepared, 'session')
  const secret = session.pq.mode === 'agreed' ? session.pq.secret : undefined
  const epoch = secret === undefined ? session.epoch : session.epoch + 1
  const step = stepRoot(session.rootKey, shared, secret)
  const sending: SendingChain = {
    key: step.chainKey,
    headerKey: session.nextSendHeaderKey,
    n: 0,
    epoch,
  }
  return session.with({
    ownDh: pair,
    rootKey: step.rootKey,
    sending,
    nextSendHeaderKey: step.nextHeaderKey,
    previousN: session.sending?.n ?? 0,
    stepDue: false,
    ...(secret !== undefined && {
      epoch,
      pq: { mode: 'idle' },
      sinceEpoch: 0,
      epochAt: instant(options.now),
      resume: resumeAfter(session, step.rootKey, epoch),
    }),
  })
}

function fits(prepared: PreparedStep | undefined, session: SessionState): prepared is PreparedStep {
  return prepared !== undefined && equal(prepared.peerDh, session.peerDh)
}
