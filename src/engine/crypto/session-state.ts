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
import type { PqState } from './pq.ts'
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
  declare readonly sid: Uint8Array
  declare readonly ad: Uint8Array
  declare readonly peerId: Uint8Array
  declare readonly initiator: boolean
  declare readonly gen: number
  declare readonly rootKey: RootKey
  declare readonly ownDh: DhKeyPair | undefined
  declare readonly peerDh: DhPublicKey
  declare readonly sending: SendingChain | undefined
  declare readonly receiving: ReceivingChain | undefined
  declare readonly nextSendHeaderKey: HeaderKey
  declare readonly nextReceiveHeaderKey: HeaderKey
  declare readonly previousN: number
  declare readonly stepDue: boolean
  declare readonly old: readonly KeptChain[]
  declare readonly epoch: number
  declare readonly pq: PqState
  declare readonly confirmation: Confirmation
  declare readonly sinceEpoch: number
  declare readonly epochAt: number
  declare readonly extensionGap: number
  declare readonly resume: readonly Resume[]

  constructor(fields: SessionFields) {
    super()
    Object.assign(this, fields)
  }

  /** Epoch 1 is mixed in: both sides have proved that they hold their identity keys, against a quantum computer too. */
  get confirmed(): boolean {
    return this.epoch >= 1
  }

  with(changes: Partial<SessionFields>): SessionState {
    return new SessionState({ ...this, ...changes })
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
    epochAt: init.now,
    extensionGap: 0,
    resume: [],
  })
}

const resumeSecret = fixedKdf<ResumeSecret>(32, 'sotto1/resume', 4)

/** The last two resume secrets, after `epoch` was mixed into `rootKey`. */
export function resumeAfter(session: SessionState, rootKey: RootKey, epoch: number): readonly Resume[] {
  return [{ epoch, secret: resumeSecret(rootKey, u32be(epoch)) }, ...session.resume.slice(0, 1)]
}
