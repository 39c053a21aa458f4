import { Fault } from '#shared/fault.ts'
import type { PeerId } from '#shared/ids.ts'
import { checkFrames } from '#engine/net/protocols/frames/index.ts'
import type { FrameReceiver, FrameSender } from '#engine/net/peer-network.ts'

/** Runs later, in the order of the calls. */
export type Schedule = (run: () => void) => void

export interface MemoryPipeInit {
  readonly from: PeerId
  readonly schedule: Schedule
  readonly highWater: number
}

/** One stream of frames from one node to another, with the two ends as the services see them. */
export class MemoryPipe {
  readonly sender: FrameSender
  readonly receiver: FrameReceiver
  readonly #init: MemoryPipeInit
  readonly #endListeners = new Set<() => void>()
  #arrived: Uint8Array[] = []
  /** Sent and not yet read. */
  #bytes = 0
  #wake: ((frames: readonly Uint8Array[] | null) => void) | null = null
  #roomListeners: (() => void)[] = []
  #sendEnded = false
  #receiveEnded = false

  constructor(init: MemoryPipeInit) {
    this.#init = init
    this.sender = {
      send: (frames) => this.#send(frames),
      onEnd: (listener) => (this.#sendEnded ? listener() : void this.#endListeners.add(listener)),
      close: async () => this.#close(),
      abort: () => this.break(),
    }
    this.receiver = { from: init.from, next: () => this.#next(), abort: () => this.break() }
  }

  get ended(): boolean {
    return this.#sendEnded && this.#receiveEnded
  }

  /** Ends both sides; what was sent and not read is lost. */
  break(): void {
    this.#arrived = []
    this.#endReceiving()
    this.#endSending()
  }

  async #send(frames: readonly Uint8Array[]): Promise<void> {
    checkFrames(frames)
    if (this.#sendEnded) throw ended()
    if (frames.length === 0) return
    const copies = frames.map((frame) => frame.slice())
    for (const { length } of copies) this.#bytes += length
    this.#init.schedule(() => this.#arrive(copies))
    while (this.#bytes > this.#init.highWater) {
      await new Promise<void>((resolve) => this.#roomListeners.push(resolve))
      if (this.#sendEnded) throw ended()
    }
  }

  #arrive(frames: readonly Uint8Array[]): void {
    if (this.#receiveEnded) return
    this.#arrived.push(...frames)
    const wake = this.#wake
    this.#wake = null
    wake?.(this.#take())
  }

  async #next(): Promise<readonly Uint8Array[] | null> {
    if (this.#wake !== null) throw new TypeError('next() is called again before it has answered')
    if (this.#arrived.length > 0) return this.#take()
    if (this.#receiveEnded) return null
    return new Promise((resolve) => (this.#wake = resolve))
  }

  #take(): readonly Uint8Array[] {
    const frames = this.#arrived
    this.#arrived = []
    for (const { length } of frames) this.#bytes -= length
    this.#makeRoom()
    return frames
  }

  #makeRoom(): void {
    const listeners = this.#roomListeners
    this.#roomListeners = []
    for (const listener of listeners) listener()
  }

  #close(): void {
    if (this.#sendEnded) return
    // In the same queue as the frames, so that it comes after them.
    this.#init.schedule(() => this.#endReceiving())
    this.#endSending()
  }

  #endSending(): void {
    if (this.#sendEnded) return
    this.#sendEnded = true
    this.#makeRoom()
    const listeners = [...this.#endListeners]
    this.#endListeners.clear()
    for (const listener of listeners) listener()
  }

  #endReceiving(): void {
    if (this.#receiveEnded) return
    this.#receiveEnded = true
    this.#wake?.(null)
    this.#wake = null
  }
}

function ended(): Fault {
  return new Fault('unreachable', 'The connection to the other side has ended.')
}
