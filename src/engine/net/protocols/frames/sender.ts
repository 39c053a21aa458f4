import type { Stream } from '@libp2p/interface'
import { Fault } from '#shared/fault.ts'
import { CLOSE_TIMEOUT_MS } from '../../limits.ts'
import type { FrameSender } from '../../peer-network.ts'
import { encodeBlocks } from '../length-prefix.ts'
import { FRAME_BOUNDS } from './constants.ts'

/** Throws `Fault('invalid')` when a frame is empty or larger than `MAX_FRAME_BYTES`. */
export function checkFrames(frames: readonly Uint8Array[]): void {
  for (const { length } of frames) {
    if (length < FRAME_BOUNDS.min || length > FRAME_BOUNDS.max) {
      throw new Fault('invalid', 'A frame is empty or larger than a frame may be.')
    }
  }
}

function ended(): Fault {
  return new Fault('unreachable', 'The connection to the other side has ended.')
}

export class StreamFrameSender implements FrameSender {
  readonly #stream: Stream
  readonly #endListeners = new Set<() => void>()
  #ended = false
  #closing = false
  /** What the next write has to wait for: the writes before it, or the transport. */
  #pending: Promise<void> | null = null

  constructor(stream: Stream) {
    this.#stream = stream
    stream.addEventListener('close', () => this.#end())
    // The other side never writes; what it writes all the same would gather in libp2p's buffer.
    stream.addEventListener('message', () => this.abort())
    if (stream.status !== 'open') this.#end()
  }

  async send(frames: readonly Uint8Array[]): Promise<void> {
    checkFrames(frames)
    if (this.#ended || this.#closing) throw ended()
    if (frames.length === 0) return
    const bytes = encodeBlocks(frames)
    if (this.#pending === null) {
      if (!this.#write(bytes)) await this.#after(this.#drained())
      return
    }
    await this.#after(this.#pending.then(() => (this.#write(bytes) ? undefined : this.#drained())))
  }

  onEnd(listener: () => void): void {
    if (this.#ended) listener()
    else this.#endListeners.add(listener)
  }

  async close(): Promise<void> {
    if (this.#ended || this.#closing) return
    this.#closing = true
    try {
      if (this.#pending !== null) await this.#pending
      await this.#stream.close({ signal: AbortSignal.timeout(CLOSE_TIMEOUT_MS) })
    } catch {
      this.abort()
    }
    this.#end()
  }

  abort(): void {
    this.#stream.abort(ended())
    this.#end()
  }

  /** False: wait for `#drained` before the next write. */
  #write(bytes: Uint8Array): boolean {
    if (this.#ended) throw ended()
    try {
      return this.#stream.send(bytes)
    } catch {
      this.abort()
      throw ended()
    }
  }

  #after(pending: Promise<void>): Promise<void> {
    this.#pending = pending
    const clear = () => {
      if (this.#pending === pending) this.#pending = null
    }
    pending.then(clear, clear)
    return pending
  }

  /**
   * Resolves when the transport has taken all that was written. After each drain event libp2p goes on writing in a
   * microtask and may run full again, hence the loop. The stream's own onDrain() misses the close of a stream.
   */
  async #drained(): Promise<void> {
    while (this.#stream.writableNeedsDrain) {
      if (this.#ended) throw ended()
      await new Promise<void>((resolve) => {
        const done = () => {
          this.#stream.removeEventListener('drain', done)
          this.#endListeners.delete(done)
          resolve()
        }
        this.#stream.addEventListener('drain', done)
        this.#endListeners.add(done)
      })
    }
    if (this.#ended) throw ended()
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    const listeners = [...this.#endListeners]
    this.#endListeners.clear()
    for (const listener of listeners) listener()
  }
}
