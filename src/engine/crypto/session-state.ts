import { u32be } from '#shared/bytes.ts'
import { fixedKdf, hash, derive } from './kdf.ts'
import type {
  ChainKey,
  DhKeyPair,
  DhPublicKey,
  HeaderKey,
  KemPublicKey,
  KemSeed,
  ResumeSecret,
  RootKey,
} from './keys.ts'
import type { PqState } from './pq-state.ts'
import { Redacted } from './redacted.ts'

/** The chain under which this side sends at present. */
export interface SendingChain {
  readonly key: ChainKey
  readonly headerKey: HeaderKey
  /** Number of the next message. */
  readonly n: number
  /** Post-quantum epoch of the root key it started from. */
  readonly epoch: number
}

/** What a receiving chain leaves behind for messages that are still under way. */
export interface KeptChain {
  /** Counts the receiving chains of a session from 0. */
  readonly index: number
  readonly headerKey: HeaderKey
  /** Number of message keys that the caller holds for it. */
  readonly kept: number
  /** No key below this number is held. */
  readonly low: number
  /** Messages below this number have been received or skipped. */
  readonly n: number
  /** Unix milliseconds at which a key was last put aside. */
  readonly touched: number
}

export interface ReceivingChain extends KeptChain {
  readonly key: ChainKey
  readonly epoch: number
}

/** What epoch 1 needs to prove the initiator: his own side decapsulates with `seed`, the other encapsulates to `key`. */
export type Confirmation =
  | { readonly side: 'initiator'; readonly seed: KemSeed }
  | { readonly side: 'responder'; readonly key: KemPublicKey }
  | { readonly side: 'done' }

export interface Resume {
  readonly epoch: number
  readonly secret: ResumeSecret
}

export interface SessionFields {
  /** Names the session, 32 bytes; the same on both sides. */
  readonly sid: Uint8Array
  /** Bound into every encryption: session and both identities. */
  readonly ad: Uint8Array
  /** Commitment of the other side, 32 bytes. */
  readonly peerId: Uint8Array
  readonly initiator: boolean
  readonly gen: number
  readonly rootKey: RootKey
  readonly ownDh: DhKeyPair | undefined
  readonly peerDh: DhPublicKey
  readonly sending: SendingChain | undefined
  readonly receiving: ReceivingChain | undefined
  readonly nextSendHeaderKey: HeaderKey
  readonly nextReceiveHeaderKey: HeaderKey
  /** Length of the sending chain before this one. */
  readonly previousN: number
  /** The other side has a new key: the next message starts a new chain. */
  readonly stepDue: boolean
  /** Earlier receiving chains, oldest first. */
  readonly old: readonly KeptChain[]
  readonly epoch: number
  readonly pq: PqState
  readonly confirmation: Confirmation
  /** Messages sent and received since the epoch began. */
  readonly sinceEpoch: number
  /** Unix milliseconds at which the epoch began. */
  readonly epochAt: number
  /** Messages sent since the post-quantum extension was last carried. */
  readonly extensionGap: number
  /** Of the last two epochs, newest first. */
  readonly resume: readonly Resume[]
}

/**
 * One ratchet session. Never changed: each step gives a new one, and nothing has happened until the caller stores it.
 * Prints as [redacted].
 */
export class SessionState extends Redacted implements SessionFields {
  readonly sid: Uint8Array
  readonly ad: Uint8Array
  readonly peerId: Uint8Array
  readonly initiator: boolean
  readonly gen: number
  readonly rootKey: RootKey
  readonly ownDh: DhKeyPair | undefined
  readonly peerDh: DhPublicKey
  readonly sending: SendingChain | undefined
  readonly receiving: ReceivingChain | undefined
  readonly nextSendHeaderKey: HeaderKey
  readonly nextReceiveHeaderKey: HeaderKey
  readonly previousN: number
  readonly stepDue: boolean
  readonly old: readonly KeptChain[]
  readonly epoch: number
  readonly pq: PqState
  readonly confirmation: Confirmation
  readonly sinceEpoch: number
  readonly epochAt: number
  readonly extensionGap: number
  readonly resume: readonly Resume[]

  // Field by field: a copy is made for every message, and this is several times as fast as a spread.
  constructor(fields: SessionFields) {
    super()
    this.sid = fields.sid
    this.ad = fields.ad
    this.peerId = fields.peerId
    this.initiator = fields.initiator
    this.gen = fields.gen
    this.rootKey = fields.rootKey
    this.ownDh = fields.ownDh
    this.peerDh = fields.peerDh
    this.sending = fields.sending
    this.receiving = fields.receiving
    this.nextSendHeaderKey = fields.nextSendHeaderKey
    this.nextReceiveHeaderKey = fields.nextReceiveHeaderKey
    this.previousN = fields.previousN
    this.stepDue = fields.stepDue
    this.old = fields.old
    this.epoch = fields.epoch
    this.pq = fields.pq
    this.confirmation = fields.confirmation
    this.sinceEpoch = fields.sinceEpoch
    this.epochAt = fields.epochAt
    this.extensionGap = fields.extensionGap
    this.resume = fields.resume
  }

  /** Epoch 1 is mixed in: both sides have proved that they hold their identity keys, against a quantum computer too. */
  get confirmed(): boolean {
    return this.epoch >= 1
  }

  with(changes: Partial<SessionFields>): SessionState {
    return Object.assign(new SessionState(this), changes)
  }
}

export interface FirstSession {
  /** 64 bytes from the handshake. */
  readonly secret: RootKey
  readonly sid: Uint8Array
  readonly initiatorId: Uint8Array
  readonly responderId: Uint8Array
  readonly initiator: boolean
  readonly gen: number
  readonly peerDh: DhPublicKey
  /** The responder's prekey, which is his first ratchet key. */
  readonly ownDh?: DhKeyPair
  readonly confirmation: Confirmation
  readonly now: number
}

/** The state in which a session leaves the handshake, before its first message. */
export function firstSession(init: FirstSession): SessionState {
  const headerKeys = derive(64, init.secret, 'sotto1/hk0')
  const byInitiator = headerKeys.slice(0, 32) as HeaderKey
  const byResponder = headerKeys.slice(32) as HeaderKey
  return new SessionState({
    sid: init.sid,
    ad: hash('sotto1/ad', init.sid, init.initiatorId, init.responderId),
    peerId: init.initiator ? init.responderId : init.initiatorId,
    initiator: init.initiator,
    gen: init.gen,
    rootKey: init.secret,
    ownDh: init.ownDh,
    peerDh: init.peerDh,
    sending: undefined,
    receiving: undefined,
    nextSendHeaderKey: init.initiator ? byInitiator : byResponder,
    nextReceiveHeaderKey: init.initiator ? byResponder : byInitiator,
    previousN: 0,
    stepDue: init.initiator,
    old: [],
    epoch: 0,
    pq: { mode: 'idle' },
    confirmation: init.confirmation,
    sinceEpoch: 0,
    epochAt: instant(init.now),
    extensionGap: 0,
    resume: [],
  })
}

const resumeSecret = fixedKdf<ResumeSecret>(32, 'sotto1/resume', 4)

/** A time that may be stored, whatever the clock says: 0 to 2^53 − 1, whole milliseconds. */
export function instant(now: number): number {
  return Math.min(Math.max(Math.trunc(now) || 0, 0), Number.MAX_SAFE_INTEGER)
}

/** The last two resume secrets, after `epoch` was mixed into `rootKey`. */
export function resumeAfter(session: SessionState, rootKey: RootKey, epoch: number): readonly Resume[] {
  return [{ epoch, secret: resumeSecret(rootKey, u32be(epoch)) }, ...session.resume.slice(0, 1)]
}
