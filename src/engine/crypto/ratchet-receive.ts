import { equal } from '#shared/bytes.ts'
import { RatchetError } from './errors.ts'
import { parseExtensions } from './extensions.ts'
import {
  type KeptKeyChanges,
  type KeptKeyLookup,
  MAX_SKIP,
  type MutableChanges,
  boundOld,
  chainName,
  expire,
  makeRoom,
  noChanges,
  skipTo,
  withoutKey,
} from './kept-keys.ts'
import { isCanonicalDhKey } from './key-checks.ts'
import type { MessageKey, SharedSecret } from './keys.ts'
import { BUCKETS, type Body, unpad } from './padding.ts'
import { afterExtensions } from './pq.ts'
import {
  ENCRYPTED_HEADER_BYTES,
  type Header,
  bodyKeys,
  messageKey,
  nextChainKey,
  stepRoot,
  tryReadHeader,
} from './ratchet-keys.ts'
import { bodyAd } from './ratchet-send.ts'
import {
  type KeptChain,
  type ReceivingChain,
  type SessionFields,
  type SessionState,
  instant,
  resumeAfter,
} from './session-state.ts'
import { KEY_BYTES, type RandomSource, dh, isBytes, tryOpenOnce } from './sodium.ts'

const MAX_N = 0xffff_ffff

export interface DecryptOptions {
  /** Unix milliseconds. */
  readonly now: number
  /** Finds the message keys that earlier calls told the caller to put aside. */
  readonly skipped: KeptKeyLookup
}

export interface Decrypted {
  readonly session: SessionState
  /** Null: authentic, but written in a way this version cannot read. The ratchet has advanced all the same. */
  readonly payload: Uint8Array | null
  readonly skipped: KeptKeyChanges
}

/** A message on its way: what it would change, and the key of its body. */
interface Candidate {
  readonly changed: Partial<SessionFields>
  readonly key: MessageKey
  readonly salt: Uint8Array
}

/**
 * Decrypts one frame. The session that was passed in is never changed: store the new one, the changes of the held keys
 * and the message in one write, and only then acknowledge. Throws RatchetError.
 */
export function decrypt(
  session: SessionState,
  frame: Uint8Array,
  options: DecryptOptions,
  random: RandomSource,
): Decrypted {
  if (!isBytes(frame) || !BUCKETS.includes(frame.length)) throw new RatchetError('malformed')
  return decryptAny(session, frame, options, random)
}

/** The same for a frame of any length: the one in the handshake fills the init and is no bucket. */
export function decryptAny(
  session: SessionState,
  frame: Uint8Array,
  options: DecryptOptions,
  random: RandomSource,
): Decrypted {
  const changes = noChanges()
  const start = expired(session, options, changes)
  const { changed, key, salt } = locate(start, frame, options, changes)
  const body = frame.subarray(ENCRYPTED_HEADER_BYTES)
  const plain = tryOpenOnce(bodyKeys(key, salt, session.ad), body, bodyAd(session.ad, frame))
  if (plain === undefined) throw new RatchetError('malformed')
  const sinceEpoch = (changed.sinceEpoch ?? start.sinceEpoch) + 1
  return { ...read(start.with({ ...changed, sinceEpoch }), unpad(plain), random), skipped: changes }
}

function read(
  session: SessionState,
  body: Body | undefined,
  random: RandomSource,
): { session: SessionState; payload: Uint8Array | null } {
  if (body === undefined) return { session, payload: null }
  if (body.extensions.length === 0) return { session, payload: body.payload }
  const extensions = parseExtensions(body.extensions)
  const changed = extensions === undefined ? null : afterExtensions(session, extensions, random)
  return changed === null
    ? { session, payload: null }
    : { session: session.with(changed), payload: body.payload }
}

function expired(session: SessionState, options: DecryptOptions, changes: MutableChanges): SessionState {
  const { now, skipped } = options
  const receiving = session.receiving && expire(session.receiving, now, skipped, changes)
  const old = session.old.map((chain) => expire(chain, now, skipped, changes))
  const isSame = receiving === session.receiving && old.every((chain, i) => chain === session.old[i])
  return isSame ? session : session.with({ old, receiving })
}

/** Finds the chain by its header key: the present one first, which nearly all messages belong to. */
function locate(
  session: SessionState,
  frame: Uint8Array,
  options: DecryptOptions,
  changes: MutableChanges,
): Candidate {
  const { receiving, ad } = session
  if (receiving !== undefined) {
    const header = tryReadHeader(frame, receiving.headerKey, ad)
    if (header !== undefined) return inChain(session, receiving, header, options, changes)
  }
  const next = tryReadHeader(frame, session.nextReceiveHeaderKey, ad)
  if (next !== undefined) return receivingStep(session, next, options, changes)
  for (let i = session.old.length - 1; i >= 0; i--) {
    const chain = session.old[i]
    if (chain === undefined) continue
    const header = tryReadHeader(frame, chain.headerKey, ad)
    if (header !== undefined) return inOldChain(session, chain, header, options, changes)
  }
  throw new RatchetError('no-key')
}

function inChain(
  session: SessionState,
  chain: ReceivingChain,
  header: Header,
  options: DecryptOptions,
  changes: MutableChanges,
): Candidate {
  const { n, salt } = header
  if (header.epoch !== chain.epoch || n === MAX_N || !equal(header.dhKey, session.peerDh)) {
    throw new RatchetError('malformed')
  }
  if (n < chain.n) {
    const key = heldKey(chain, n, options)
    return { changed: { receiving: withoutKey(chain, n, changes) }, key, salt }
  }
  if (n === chain.n) {
    const receiving = { ...chain, key: nextChainKey(chain.key), n: n + 1 }
    return { changed: { receiving }, key: messageKey(chain.key), salt }
  }
  if (n - chain.n > MAX_SKIP) throw new RatchetError('too-many-skipped')
  const chains = makeRoom([...session.old, chain], n - chain.n, options.skipped, changes)
  const old = boundOld(chains.slice(0, -1), options.skipped, changes)
  const { key, receiving } = advance({ ...chain, ...chains.at(-1) }, n, options.now, changes)
  return { changed: { old, receiving }, key, salt }
}

function inOldChain(
  session: SessionState,
  chain: KeptChain,
  header: Header,
  options: DecryptOptions,
  changes: MutableChanges,
): Candidate {
  const key = heldKey(chain, header.n, options)
  const after = withoutKey(chain, header.n, changes)
  const old = session.old.map((other) => (other === chain ? after : other))
  return { changed: { old: boundOld(old, options.skipped, changes) }, key, salt: header.salt }
}

/** The other side has answered with a new key: mixes it into the root and starts a new chain. */
function receivingStep(
  session: SessionState,
  header: Header,
  options: DecryptOptions,
  changes: MutableChanges,
): Candidate {
  const { previousN, n, dhKey } = header
  const { receiving, ownDh, pq } = session
  if (ownDh === undefined || session.stepDue || n === MAX_N) throw new RatchetError('malformed')
  if (equal(dhKey, session.peerDh) || equal(dhKey, ownDh.publicKey) || !isCanonicalDhKey(dhKey)) {
    throw new RatchetError('malformed')
  }
  const missing = previousN - (receiving?.n ?? 0)
  if (missing < 0 || (receiving === undefined && missing > 0)) throw new RatchetError('malformed')
  if (missing > MAX_SKIP || n > MAX_SKIP) throw new RatchetError('too-many-skipped')
  const mixes = header.epoch === session.epoch + 1 && pq.mode === 'answered'
  if (!mixes && header.epoch !== session.epoch) throw new RatchetError('epoch')
  const shared: SharedSecret | undefined = dh(ownDh.secretKey, dhKey)
  if (shared === undefined) throw new RatchetError('malformed')

  const all = receiving === undefined ? session.old : [...session.old, receiving]
  const chains = makeRoom(all, missing + n, options.skipped, changes)
  const old = receiving === undefined ? chains : closed(chains, receiving, previousN, options.now, changes)
  const step = stepRoot(session.rootKey, shared, mixes ? pq.secret : undefined)
  const { epoch } = header
  const fresh: ReceivingChain = {
    index: receiving === undefined ? 0 : receiving.index + 1,
    key: step.chainKey,
    headerKey: session.nextReceiveHeaderKey,
    n: 0,
    epoch,
    kept: 0,
    low: 0,
    touched: instant(options.now),
  }
  const { key, receiving: chain } = advance(fresh, n, options.now, changes)
  const changed: Partial<SessionFields> = {
    peerDh: new Uint8Array(dhKey) as Uint8Array as typeof dhKey,
    rootKey: step.rootKey,
    receiving: chain,
    nextReceiveHeaderKey: step.nextHeaderKey,
    stepDue: true,
    old: boundOld(old, options.skipped, changes),
    ...(mixes && {
      epoch,
      pq: { mode: 'idle' },
      sinceEpoch: 0,
      epochAt: instant(options.now),
      resume: resumeAfter(session, step.rootKey, epoch),
    }),
  }
  return { changed, key, salt: header.salt }
}

/** The chain after message `n`, with the keys of those before it put aside. */
function advance(chain: ReceivingChain, n: number, now: number, changes: MutableChanges) {
  const at = skipTo(chain, n, changes)
  const receiving = { ...withSkipped(chain, n, now), key: nextChainKey(at), n: n + 1 }
  return { key: messageKey(at), receiving }
}

function closed(
  chains: readonly KeptChain[],
  receiving: ReceivingChain,
  length: number,
  now: number,
  changes: MutableChanges,
): readonly KeptChain[] {
  skipTo(receiving, length, changes)
  const { index, headerKey, kept, low, n, touched } = chains.at(-1) ?? receiving
  return [...chains.slice(0, -1), withSkipped({ index, headerKey, kept, low, n, touched }, length, now)]
}

function withSkipped<Chain extends KeptChain>(chain: Chain, to: number, now: number): Chain {
  if (to === chain.n) return chain
  const low = chain.kept === 0 ? chain.n : chain.low
  return { ...chain, kept: chain.kept + to - chain.n, low, n: to, touched: instant(now) }
}

function heldKey(chain: KeptChain, n: number, options: DecryptOptions): MessageKey {
  const key = chain.kept === 0 ? undefined : options.skipped(chainName(chain.index), n)
  if (key === undefined || key.length !== KEY_BYTES) throw new RatchetError('duplicate')
  return key as MessageKey
}
