import type { Stream } from '@libp2p/interface'
import type { PeerId } from '#shared/ids.ts'
import type { NetworkLimits } from '../../limits.ts'
import type { FrameReceiver } from '../../peer-network.ts'
import { BlockDecoder, FramingError } from '../length-prefix.ts'
import { FRAME_BOUNDS } from './constants.ts'

export interface ReceiverInit {
  readonly stream: Stream
  readonly from: PeerId
  readonly limits: Pick<NetworkLimits, 'partialFrameMs' | 'receiveHighWater'>
  /** The peer sent what no honest peer sends. */
  readonly onViolation: () => void
}

/**
 * Cuts a stream into frames and holds the sender back while the reader is behind: a paused stream gets no more Yamux
 * window, so that at most one window more arrives.
 */
export class StreamFrameReceiver implements FrameReceiver {
  readonly from: PeerId
  readonly #stream: Stream
  readonly #limits: ReceiverInit['limits']
  readonly #onViolation: () => void
  readonly #decoder = new BlockDecoder(FRAME_BOUNDS)
  #frames: Uint8Array[] = []
  #bytes = 0
  #wake: ((frames: readonly Uint8Array[] | null) => void) | null = null
  #ended = false
  #paused = false
  #partialTimer: NodeJS.Timeout | null = null

  constructor({ stream, from, limits, onViolation }: ReceiverInit) {
    this.from = from
    this.#stream = stream
    this.#limits = limits
    this.#onViolation = onViolation
    // 'end' comes when all that arrived was handed over, also where the connection is gone and the stream is paused.
    stream.addEventListener('end', () => this.#end())
    stream.addEventListener('message', ({ data }) =>
      this.#receive(data instanceof Uint8Array ? [data] : data),
    )
    // This side has nothing to write; half-closed on both sides is what lets libp2p forget the stream.
    stream.close().catch(() => this.abort())
    if (stream.readableEnded) this.#end()
  }

  get ended(): boolean {
    return this.#ended
  }

  async next(): Promise<readonly Uint8Array[] | null> {
    if (this.#wake !== null) throw new TypeError('next() is called again before it has answered')
    if (this.#frames.length === 0) this.#resume()
    if (this.#frames.length > 0) {
      const frames = this.#take()
      this.#resume()
      return frames
    }
    if (this.#ended) return null
    return new Promise((resolve) => (this.#wake = resolve))
  }

  abort(): void {
    this.#frames = []
    this.#stream.abort(new Error('stream aborted'))
    this.#end()
  }

  #receive(chunks: Iterable<Uint8Array>): void {
    if (this.#ended) return
    const before = this.#frames.length
    try {
      for (const chunk of chunks) this.#decoder.push(chunk, this.#frames)
    } catch (error) {
      if (!(error instanceof FramingError)) throw error
      this.#violated()
      return
    }
    if (this.#frames.length > before) this.#stopTimer()
    for (let i = before; i < this.#frames.length; i++) this.#bytes += this.#frames[i]?.length ?? 0
    if (this.#wake !== null && this.#frames.length > 0) {
      const wake = this.#wake
      this.#wake = null
      wake(this.#take())
    }
    if (this.#bytes > this.#limits.receiveHighWater) this.#pause()
    else this.#watchPartial()
  }

  #take(): readonly Uint8Array[] {
    const frames = this.#frames
    this.#frames = []
    this.#bytes = 0
    return frames
  }

  #pause(): void {
    if (this.#paused || this.#stream.readStatus !== 'readable') return
    this.#paused = true
    this.#stopTimer()
    this.#stream.pause()
  }

  #resume(): void {
    if (!this.#paused) return
    this.#paused = false
    try {
      if (this.#stream.readStatus === 'paused') this.#stream.resume()
    } catch {
      // Hands over what had arrived, then cannot send the window: the connection has gone meanwhile.
    }
    this.#watchPartial()
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopTimer()
    this.#wake?.(this.#frames.length > 0 ? this.#take() : null)
    this.#wake = null
  }

  /** Frames that were whole before the violation stay readable. */
  #violated(): void {
    this.#stream.abort(new FramingError('framing'))
    this.#end()
    this.#onViolation()
  }

  /** A frame that trickles in has a deadline (ABUSE-CASES W4); while this side holds the sender back it has none. */
  #watchPartial(): void {
    if (this.#partialTimer !== null || this.#ended || this.#paused || !this.#decoder.partial) return
    this.#partialTimer = setTimeout(() => this.#tooSlow(), this.#limits.partialFrameMs)
    this.#partialTimer.unref()
  }

  #tooSlow(): void {
    this.#stream.abort(new Error('frame not whole in time'))
    this.#end()
  }

  #stopTimer(): void {
    if (this.#partialTimer !== null) clearTimeout(this.#partialTimer)
    this.#partialTimer = null
  }
}
