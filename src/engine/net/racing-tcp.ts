import {
  type Connection,
  type DialTransportOptions,
  type Listener,
  type ListenerEvents,
  serviceCapabilities,
  type Transport,
  transportSymbol,
  TypedEventEmitter,
} from '@libp2p/interface'
import { tcp, type TCPComponents } from '@libp2p/tcp'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import type { PeerId } from '#shared/ids.ts'
import { ADDRESS_TIMEOUT_MS, DIAL_STAGGER_MS, MAX_CONNECTIONS, MAX_PENDING } from './limits.ts'
import { splitPeer } from './multiaddr.ts'
import { race } from './race.ts'

/** Whole multiaddrs, best first, under which a peer is being dialled at the moment; the one libp2p names included. */
export type DialRoutes = ReadonlyMap<PeerId, readonly string[]>

export interface RacingTcpInit {
  readonly routes: DialRoutes
  /** Filled with every listener that is opened. */
  readonly listeners: Set<Listener>
}

/**
 * libp2p answers each listener's events with a write to its peer store a second later, by a timer that outlives the
 * node; nothing reads what it writes. This listener does its work without the events.
 */
class QuietListener extends TypedEventEmitter<ListenerEvents> implements Listener {
  readonly #inner: Listener

  constructor(inner: Listener) {
    super()
    this.#inner = inner
  }

  listen(address: Multiaddr): Promise<void> {
    return this.#inner.listen(address)
  }

  getAddrs(): Multiaddr[] {
    return this.#inner.getAddrs()
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  updateAnnounceAddrs(addresses: Multiaddr[]): void {
    this.#inner.updateAnnounceAddrs(addresses)
  }
}

/**
 * TCP that dials all addresses of a peer with a staggered start. libp2p itself tries them one after the other, so that
 * each dead address of a laptop that has moved would cost its whole timeout.
 */
export function racingTcp({ routes, listeners }: RacingTcpInit): (components: TCPComponents) => Transport {
  return (components) => {
    // The server's limit is a net under the connection manager's: sockets that have not been looked at yet.
    const inner = tcp({ maxConnections: 2 * (MAX_CONNECTIONS + MAX_PENDING), backlog: 128 })(components)
    const dial = (address: Multiaddr, options: DialTransportOptions): Promise<Connection> => {
      const peer = splitPeer(address.toString())?.peerId
      const addresses = (peer === undefined ? undefined : routes.get(peer)) ?? [address.toString()]
      return race({
        attempts: addresses.map(
          (text) => (signal: AbortSignal) => inner.dial(multiaddr(text), { ...options, signal }),
        ),
        staggerMs: DIAL_STAGGER_MS,
        timeoutMs: ADDRESS_TIMEOUT_MS,
        signal: options.signal,
        discard: (connection) => connection.abort(new Error('another address was faster')),
      })
    }
    return {
      [transportSymbol]: true,
      [Symbol.toStringTag]: 'sotto/tcp',
      // Read by libp2p when it checks that what its services need is there.
      ...{ [serviceCapabilities]: ['@libp2p/transport'] },
      dial,
      createListener: (options) => {
        const listener = new QuietListener(inner.createListener(options))
        listeners.add(listener)
        return listener
      },
      listenFilter: (addresses) => inner.listenFilter(addresses),
      dialFilter: (addresses) => inner.dialFilter(addresses),
    }
  }
}
