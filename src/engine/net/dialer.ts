import type { Libp2p } from '@libp2p/interface'
import type { PeerId } from '#shared/ids.ts'
import { abortable } from './abortable.ts'
import { type OwnPlace, worthDialling } from './addresses.ts'
import { CONNECT_TIMEOUT_MS } from './limits.ts'
import type { PeerRoute } from './peer-network.ts'

export interface DialerInit {
  readonly node: Libp2p
  readonly toMultiaddr: typeof import('@multiformats/multiaddr').multiaddr
  readonly toPeerId: typeof import('@libp2p/peer-id').peerIdFromString
  /** Read by the transport while a dial is under way. */
  readonly routes: Map<PeerId, readonly string[]>
  readonly own: () => OwnPlace
  /** What the local network has announced of a peer. */
  readonly discovered: (peer: PeerId) => readonly string[]
  readonly isConnected: (peer: PeerId) => boolean
}

/** One dial per peer at a time, whoever asks. */
export class Dialer {
  readonly #init: DialerInit
  readonly #running = new Map<PeerId, Promise<void>>()

  constructor(init: DialerInit) {
    this.#init = init
  }

  /**
   * First the given addresses, then what the local network and libp2p know beyond them. Rejects with the signal's
   * reason or with whatever libp2p says.
   */
  async dial(route: PeerRoute, signal: AbortSignal): Promise<void> {
    const { peerId } = route
    for (let other = this.#running.get(peerId); other !== undefined; other = this.#running.get(peerId)) {
      // Its own caller learns why it failed; this one then tries the addresses it was given.
      await abortable(
        other.catch(() => {}),
        signal,
      )
      if (this.#init.isConnected(peerId)) return
    }
    const work = this.#dial(route, AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT_MS)]))
    this.#running.set(peerId, work)
    try {
      await work
    } finally {
      this.#running.delete(peerId)
    }
  }

  async #dial({ peerId, multiaddrs }: PeerRoute, signal: AbortSignal): Promise<void> {
    const given = worthDialling(multiaddrs, this.#init.own())
    try {
      if (given.length > 0) return await this.#race(peerId, given, signal)
    } catch {
      signal.throwIfAborted()
    }
    const tried = new Set(given)
    const known = [...this.#init.discovered(peerId), ...(await this.#remembered(peerId))]
    const rest = worthDialling(known, this.#init.own()).filter((multiaddr) => !tried.has(multiaddr))
    if (rest.length === 0) throw new Error('no further address is known')
    await this.#race(peerId, rest, signal)
  }

  async #race(peerId: PeerId, multiaddrs: readonly string[], signal: AbortSignal): Promise<void> {
    const { node, routes, toMultiaddr } = this.#init
    // The PeerId in the address makes Noise refuse anybody else before this node has shown who it is.
    const whole = multiaddrs.map((multiaddr) => `${multiaddr}/p2p/${peerId}`)
    routes.set(peerId, whole)
    try {
      await node.dial(toMultiaddr(whole[0]), { signal })
    } finally {
      routes.delete(peerId)
    }
  }

  async #remembered(peerId: PeerId): Promise<string[]> {
    try {
      const { addresses } = await this.#init.node.peerStore.get(this.#init.toPeerId(peerId))
      return addresses.map(({ multiaddr }) => multiaddr.toString().split('/p2p/')[0] ?? '')
    } catch {
      return []
    }
  }
}
