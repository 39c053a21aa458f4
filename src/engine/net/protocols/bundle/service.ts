import type { Connection, Stream, StreamHandlerOptions } from '@libp2p/interface'
import { Fault } from '#shared/fault.ts'
import type { PeerId } from '#shared/ids.ts'
import { abortable } from '../../abortable.ts'
import { MAX_BUNDLE_REQUESTS, MAX_BUNDLE_STREAMS, type NetworkLimits } from '../../limits.ts'
import type { BundleHandler } from '../../peer-network.ts'
import { Semaphores } from '../../semaphores.ts'
import { encodeBlocks, FramingError } from '../length-prefix.ts'
import { readOnlyBlock } from './codec.ts'
import { ANSWER_BOUNDS, BUNDLE_PROTOCOL, REQUEST_BOUNDS } from './constants.ts'

export interface BundleInit {
  readonly limits: NetworkLimits
  readonly onViolation: (peer: PeerId) => void
  readonly onHandlerError: () => void
}

const REFUSAL = new Uint8Array(0)

/** Throws `Fault('invalid')` when a request is empty or larger than `MAX_BUNDLE_REQUEST_BYTES`. */
export function checkRequest({ length }: Uint8Array): void {
  if (length < REQUEST_BOUNDS.min || length > REQUEST_BOUNDS.max) {
    throw new Fault('invalid', 'A bundle request is empty or larger than it may be.')
  }
}

/** The libp2p half of `/sotto/bundle/1`, both sides of it. */
export class BundleService {
  static readonly protocol = BUNDLE_PROTOCOL
  static readonly options: StreamHandlerOptions = {
    maxInboundStreams: MAX_BUNDLE_STREAMS,
    maxOutboundStreams: MAX_BUNDLE_STREAMS,
  }

  readonly #init: BundleInit
  readonly #slots = new Semaphores<PeerId>(MAX_BUNDLE_REQUESTS)
  #handling = 0
  handler: BundleHandler | null = null

  constructor(init: BundleInit) {
    this.#init = init
  }

  /** Rejects with the signal's reason or with whatever libp2p says. Null: refused. */
  async request(
    connection: Connection,
    request: Uint8Array,
    signal: AbortSignal,
  ): Promise<Uint8Array | null> {
    const peer = connection.remotePeer.toString() as PeerId
    const within = AbortSignal.any([signal, AbortSignal.timeout(this.#init.limits.bundleDeadlineMs)])
    const release = await this.#slots.acquire(peer, within)
    try {
      const stream = await connection.newStream(BUNDLE_PROTOCOL, { signal: within })
      const answer = readOnlyBlock(stream, ANSWER_BOUNDS, within)
      // Waited for below, unless sending fails first.
      answer.catch(() => {})
      stream.send(encodeBlocks([request]))
      stream.close({ signal: within }).catch(() => stream.abort(new Error('not sent in time')))
      const bytes = await answer
      return bytes.length === 0 ? null : bytes
    } catch (error) {
      if (error instanceof FramingError) this.#init.onViolation(peer)
      throw error
    } finally {
      release()
    }
  }

  /** Never rejects: nothing may escape into libp2p. */
  readonly handle = (stream: Stream, connection: Connection): void => {
    if (this.#handling >= this.#init.limits.maxBundleHandlers) {
      stream.abort(new Error('busy'))
      return
    }
    this.#handling += 1
    void this.#answer(stream, connection.remotePeer.toString() as PeerId).finally(() => (this.#handling -= 1))
  }

  async #answer(stream: Stream, from: PeerId): Promise<void> {
    const signal = AbortSignal.timeout(this.#init.limits.bundleDeadlineMs)
    try {
      const request = await readOnlyBlock(stream, REQUEST_BOUNDS, signal)
      const answer = await abortable(this.#ask(from, request), signal)
      stream.send(encodeBlocks([answer ?? REFUSAL]))
      await stream.close({ signal })
    } catch (error) {
      stream.abort(new Error('bundle exchange failed'))
      if (error instanceof FramingError) this.#init.onViolation(from)
    }
  }

  async #ask(from: PeerId, request: Uint8Array): Promise<Uint8Array | null> {
    try {
      const answer = (await this.handler?.(from, request)) ?? null
      if (answer === null || answer.length <= ANSWER_BOUNDS.max) return answer
    } catch {
      // Refused below; what went wrong is the handler's business and nothing for the peer to learn.
    }
    this.#init.onHandlerError()
    return null
  }
}
