import { CryptoError } from './errors.ts'
import type {
  ChainKey,
  DhPublicKey,
  DhSecretKey,
  HeaderKey,
  KemPublicKey,
  KemSeed,
  ResumeSecret,
  RootKey,
  SharedSecret,
} from './keys.ts'
import { MAX_OLD_CHAINS } from './kept-keys.ts'
import { EXTENSION_EVERY } from './pq.ts'
import { type PqState, isProposer } from './pq-state.ts'
import { Reader } from './reader.ts'
import {
  type Confirmation,
  type KeptChain,
  type ReceivingChain,
  type Resume,
  type SendingChain,
  SessionState,
} from './session-state.ts'
import { KEM_CIPHERTEXT_BYTES, KEM_PUBLIC_KEY_BYTES, KEY_BYTES, isBytes } from './sodium.ts'
import { Writer } from './writer.ts'

/** Of the layout below; docs/protocol/05-ratchet.md has it as a table. */
const SESSION_FORMAT = 1
/** Above what any state can need (about 3.4 KB). */
export const MAX_SESSION_BYTES = 4096

const HAS_OWN_DH = 0x04
const HAS_SENDING = 0x08
const HAS_RECEIVING = 0x10
const INITIATOR = 0x01
const STEP_DUE = 0x02
const ALL_FLAGS = 0x1f
const PQ_MODES: readonly PqState['mode'][] = ['idle', 'proposed', 'answered', 'agreed']
const SIDES: readonly Confirmation['side'][] = ['done', 'initiator', 'responder']
const MAX_RESUME = 2

/** Secret bytes, under 4 KiB, for the encrypted database. */
export function encodeSession(session: SessionState): Uint8Array {
  const { ownDh, sending, receiving, pq, confirmation, old, resume } = session
  const flags =
    (session.initiator ? INITIATOR : 0) |
    (session.stepDue ? STEP_DUE : 0) |
    (ownDh ? HAS_OWN_DH : 0) |
    (sending ? HAS_SENDING : 0) |
    (receiving ? HAS_RECEIVING : 0)
  const writer = new Writer(MAX_SESSION_BYTES)
  writer.u8(SESSION_FORMAT, flags, PQ_MODES.indexOf(pq.mode), SIDES.indexOf(confirmation.side))
  writer.u8(old.length, resume.length)
  writer.bytes(session.sid, session.ad, session.peerId)
  writer.u32(session.gen)
  writer.bytes(session.rootKey, session.peerDh, session.nextSendHeaderKey, session.nextReceiveHeaderKey)
  writer.u32(session.previousN, session.epoch, session.sinceEpoch)
  writer.u64(session.epochAt)
  writer.u8(Math.min(session.extensionGap, EXTENSION_EVERY))
  if (ownDh) writer.bytes(ownDh.secretKey, ownDh.publicKey)
  if (sending) {
    writer.bytes(sending.key, sending.headerKey)
    writer.u32(sending.n, sending.epoch)
  }
  if (receiving) {
    writeKept(writer, receiving)
    writer.bytes(receiving.key)
    writer.u32(receiving.epoch)
  }
  if (pq.mode === 'proposed') writer.bytes(pq.seed, pq.publicKey)
  if (pq.mode === 'answered') writer.bytes(pq.secret, pq.ciphertexts)
  if (pq.mode === 'agreed') writer.bytes(pq.secret)
  if (confirmation.side === 'initiator') writer.bytes(confirmation.seed)
  if (confirmation.side === 'responder') writer.bytes(confirmation.key)
  for (const chain of old) writeKept(writer, chain)
  for (const { epoch, secret } of resume) {
    writer.u32(epoch)
    writer.bytes(secret)
  }
  return writer.end()
}

function writeKept(writer: Writer, chain: KeptChain): void {
  writer.u32(chain.index)
  writer.bytes(chain.headerKey)
  writer.u32(chain.kept, chain.low, chain.n)
  writer.u64(chain.touched)
}

/** Throws `CryptoError('session')` on anything that `encodeSession` does not write. */
export function decodeSession(bytes: Uint8Array): SessionState {
  if (!isBytes(bytes) || bytes.length > MAX_SESSION_BYTES) throw new CryptoError('session')
  const reader = new Reader(bytes, 'session')
  const session = read(reader)
  reader.end()
  if (!isConsistent(session)) throw new CryptoError('session')
  return session
}

function read(reader: Reader): SessionState {
  if (reader.u8() !== SESSION_FORMAT) reader.fail()
  const flags = reader.u8()
  const mode = PQ_MODES[reader.u8()] ?? reader.fail()
  const side = SIDES[reader.u8()] ?? reader.fail()
  const oldCount = reader.u8()
  const resumeCount = reader.u8()
  if (flags > ALL_FLAGS || oldCount > 2 * MAX_OLD_CHAINS || resumeCount > MAX_RESUME) reader.fail()
  const has = (flag: number) => (flags & flag) !== 0
  const names = { sid: reader.bytes(KEY_BYTES), ad: reader.bytes(KEY_BYTES), peerId: reader.bytes(KEY_BYTES) }
  const gen = reader.u32()
  const rootKey = reader.bytes<RootKey>(64)
  const peerDh = reader.bytes<DhPublicKey>(KEY_BYTES)
  const nextSendHeaderKey = reader.bytes<HeaderKey>(KEY_BYTES)
  const nextReceiveHeaderKey = reader.bytes<HeaderKey>(KEY_BYTES)
  const previousN = reader.u32()
  const epoch = reader.u32()
  return new SessionState({
    ...names,
    gen,
    rootKey,
    peerDh,
    nextSendHeaderKey,
    nextReceiveHeaderKey,
    previousN,
    epoch,
    initiator: has(INITIATOR),
    stepDue: has(STEP_DUE),
    sinceEpoch: reader.u32(),
    epochAt: reader.u64(),
    extensionGap: reader.u8(),
    ownDh: has(HAS_OWN_DH)
      ? { secretKey: reader.bytes<DhSecretKey>(KEY_BYTES), publicKey: reader.bytes<DhPublicKey>(KEY_BYTES) }
      : undefined,
    sending: has(HAS_SENDING) ? readSending(reader) : undefined,
    receiving: has(HAS_RECEIVING) ? readReceiving(reader) : undefined,
    pq: readPq(reader, mode, epoch + 1),
    confirmation: readConfirmation(reader, side),
    old: Array.from({ length: oldCount }, () => readKept(reader)),
    resume: Array.from({ length: resumeCount }, () => readResume(reader)),
  })
}

function readSending(reader: Reader): SendingChain {
  return {
    key: reader.bytes<ChainKey>(KEY_BYTES),
    headerKey: reader.bytes<HeaderKey>(KEY_BYTES),
    n: reader.u32(),
    epoch: reader.u32(),
  }
}

function readReceiving(reader: Reader): ReceivingChain {
  return { ...readKept(reader), key: reader.bytes<ChainKey>(KEY_BYTES), epoch: reader.u32() }
}

function readKept(reader: Reader): KeptChain {
  const chain = {
    index: reader.u32(),
    headerKey: reader.bytes<HeaderKey>(KEY_BYTES),
    kept: reader.u32(),
    low: reader.u32(),
    n: reader.u32(),
    touched: reader.u64(),
  }
  if (chain.low > chain.n || chain.kept > chain.n - chain.low) reader.fail()
  return chain
}

function readPq(reader: Reader, mode: PqState['mode'], next: number): PqState {
  if (mode === 'idle') return { mode }
  if (mode === 'proposed') {
    return {
      mode,
      seed: reader.bytes<KemSeed>(KEY_BYTES),
      publicKey: reader.bytes<KemPublicKey>(KEM_PUBLIC_KEY_BYTES),
    }
  }
  const secret = reader.bytes<SharedSecret>(KEY_BYTES)
  if (mode === 'agreed') return { mode, secret }
  return { mode, secret, ciphertexts: reader.bytes((next === 1 ? 2 : 1) * KEM_CIPHERTEXT_BYTES) }
}

function readConfirmation(reader: Reader, side: Confirmation['side']): Confirmation {
  if (side === 'initiator') return { side, seed: reader.bytes<KemSeed>(KEY_BYTES) }
  if (side === 'responder') return { side, key: reader.bytes<KemPublicKey>(KEM_PUBLIC_KEY_BYTES) }
  return { side }
}

function readResume(reader: Reader): Resume {
  return { epoch: reader.u32(), secret: reader.bytes<ResumeSecret>(KEY_BYTES) }
}

/** What every reachable state has; a record that lacks it was not written by this program. */
function isConsistent(session: SessionState): boolean {
  const { sending, receiving, ownDh, pq, confirmation, epoch, old } = session
  if (session.extensionGap > EXTENSION_EVERY) return false
  if (sending !== undefined && ownDh === undefined) return false
  if (!session.stepDue && ownDh === undefined) return false
  if ((sending?.epoch ?? 0) > epoch || (receiving?.epoch ?? 0) > epoch) return false
  if (pq.mode !== 'idle' && isProposer(session, epoch + 1) === (pq.mode === 'answered')) return false
  if (confirmation.side !== 'done' && (confirmation.side === 'initiator') !== session.initiator) return false
  if (epoch > 0 && confirmation.side !== 'done') return false
  const indexes = [...old, ...(receiving ? [receiving] : [])].map((chain) => chain.index)
  return indexes.every((index, i) => i === 0 || index > (indexes[i - 1] ?? 0))
}
