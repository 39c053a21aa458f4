import type { Connection, Stream, StreamHandlerOptions } from '@libp2p/interface'
import type { PeerId } from '#shared/ids.ts'
import { MAX_FRAME_STREAMS, type NetworkLimits } from '../../limits.ts'
import type { FrameHandler, FrameSender } from '../../peer-network.ts'
import { FRAMES_PROTOCOL } from './constants.ts'
import { StreamFrameReceiver } from './receiver.ts'
import { StreamFrameSender } from './sender.ts'

export interface FramesInit {
  readonly limits: NetworkLimits
  readonly onViolation: (peer: PeerId) => void
  readonly onHandlerError: () => void
}

/** The libp2p half of `/sotto/frames/1`. */
export class FramesService {
  static readonly protocol = FRAMES_PROTOCOL
  static readonly options: StreamHandlerOptions = {
    maxInboundStreams: MAX_FRAME_STREAMS,
    maxOutboundStreams: MAX_FRAME_STREAMS,
  }

  readonly #init: FramesInit
  handler: FrameHandler | null = null

  constructor(init: FramesInit) {
    this.#init = init
  }

  /** Rejects with whatever libp2p says. */
  async open(connection: Connection, signal: AbortSignal): Promise<FrameSender> {
    const own = connection.streams.filter(isOwn)
    if (own.length >= MAX_FRAME_STREAMS) throw new Error('too many streams')
    const stream = await connection.newStream(FRAMES_PROTOCOL, { signal })
    // libp2p also hands out a stream that the other side has refused meanwhile.
    if (stream.status !== 'open') throw new Error('refused')
    return new StreamFrameSender(stream)
  }

  /** Never rejects: nothing may escape into libp2p. */
  readonly handle = (stream: Stream, connection: Connection): void => {
    const { handler } = this
    if (handler === null) {
      stream.abort(new Error('not ready'))
      return
    }
    const from = connection.remotePeer.toString() as PeerId
    const { limits, onViolation, onHandlerError } = this.#init
    const receiver = new StreamFrameReceiver({ stream, from, limits, onViolation: () => onViolation(from) })
    const finish = () => {
      if (!receiver.ended) receiver.abort()
    }
    // Called in a promise, so that a handler that throws at once is caught as well.
    Promise.resolve(receiver)
      .then(handler)
      .then(finish, () => {
        finish()
        onHandlerError()
      })
  }
}

function isOwn({ protocol, direction }: Stream): boolean {
  return protocol === FRAMES_PROTOCOL && direction === 'outbound'
}
