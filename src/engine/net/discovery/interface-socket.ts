import { MDNS_ANSWER_PAUSE_MS } from '../limits.ts'
import type { MulticastSocket } from './multicast.ts'
import { asksForUs, type DnsPacket, QUESTION } from './record.ts'

export interface InterfaceSocketInit {
  readonly socket: MulticastSocket
  /** Null: there is nothing to announce on this interface. */
  readonly announcement: () => DnsPacket | null
  readonly onResponse: (packet: DnsPacket, source: string) => void
  readonly onError: () => void
}

/** Asks and answers on one interface, at most one answer a second (RFC 6762, 6). */
export class InterfaceSocket {
  readonly #init: InterfaceSocketInit
  #lastAnswer = -Infinity
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(init: InterfaceSocketInit) {
    this.#init = init
    init.socket.onQuery((packet) => {
      if (asksForUs(packet)) this.announce()
    })
    init.socket.onResponse((packet, source) => {
      if (!this.#closed) init.onResponse(packet, source)
    })
    init.socket.onError(() => {
      if (!this.#closed) init.onError()
    })
  }

  ask(): void {
    if (!this.#closed) this.#init.socket.query(QUESTION)
  }

  announce(): void {
    if (this.#closed || this.#timer !== null) return
    const pause = this.#lastAnswer + MDNS_ANSWER_PAUSE_MS - performance.now()
    if (pause <= 0) return this.#answer()
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#answer()
    }, pause)
    this.#timer.unref()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    try {
      await this.#init.socket.close()
    } catch {
      // A socket whose interface is gone may be closed already.
    }
  }

  #answer(): void {
    const packet = this.#init.announcement()
    if (packet === null) return
    this.#lastAnswer = performance.now()
    this.#init.socket.respond(packet)
  }
}
