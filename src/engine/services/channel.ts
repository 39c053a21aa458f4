import type { FrameSender } from '#engine/net/peer-network.ts'

/** Frames that go out in one write: Noise encrypts each write, so many small ones would cost eight times as much. */
const MAX_FRAMES_PER_WRITE = 64
const MAX_BYTES_PER_WRITE = 256 * 1024

export interface Queued {
  /** The bytes, or the way to read them from disk when their turn comes; undefined when they are not needed any more. */
  readonly load: () => Uint8Array | undefined
  /** They were handed to the transport. */
  readonly sent?: () => void
}

/** One outbound stream: keeps order, writes in groups, waits when the transport is full. */
export class Channel {
  readonly #sender: FrameSender
  readonly #queue: Queued[] = []
  #writing = false
  #ended = false

  constructor(sender: FrameSender, onEnd: () => void) {
    this.#sender = sender
    sender.onEnd(() => {
      this.#ended = true
      queueMicrotask(onEnd) // the stream may have ended before its owner has taken it
    })
  }

  get ended(): boolean {
    return this.#ended
  }

  push(item: Queued): void {
    this.#queue.push(item)
    if (!this.#writing) void this.#write()
  }

  async close(): Promise<void> {
    this.#ended = true
    await this.#sender.close()
  }

  abort(): void {
    this.#ended = true
    this.#sender.abort()
  }

  async #write(): Promise<void> {
    this.#writing = true
    try {
      while (this.#queue.length > 0 && !this.#ended) {
        const { frames, sent } = this.#take()
        if (frames.length === 0) continue
        await this.#sender.send(frames)
        for (const tell of sent) tell()
      }
    } catch {
      // The stream has ended: what was not confirmed is sent again over the next one.
      this.abort()
    } finally {
      this.#writing = false
    }
  }

  #take(): { frames: Uint8Array[]; sent: (() => void)[] } {
    const frames: Uint8Array[] = []
    const sent: (() => void)[] = []
    let bytes = 0
    while (frames.length < MAX_FRAMES_PER_WRITE && bytes < MAX_BYTES_PER_WRITE) {
      const item = this.#queue.shift()
      if (!item) break
      const frame = item.load()
      if (!frame) continue
      frames.push(frame)
      bytes += frame.length
      if (item.sent) sent.push(item.sent)
    }
    return { frames, sent }
  }
}
