import { randomBytes } from 'node:crypto'
import { toHex } from '#shared/bytes.ts'
import type { PeerId } from '#shared/ids.ts'
import type { InterfaceAddress } from '../addresses.ts'
import { MDNS_QUERY_PAUSES_MS } from '../limits.ts'
import { parseTcp } from '../multiaddr.ts'
import type { PeerRoute } from '../peer-network.ts'
import { InterfaceSocket } from './interface-socket.ts'
import type { OpenMulticast } from './multicast.ts'
import { announcement, type DnsPacket, parseAnnouncement } from './record.ts'

export interface LocalDiscoveryInit {
  readonly peerId: PeerId
  readonly openMulticast: OpenMulticast
  readonly interfaces: () => readonly InterfaceAddress[]
  /** Own multiaddrs, expanded to the interfaces, loopback included. */
  readonly listening: () => readonly string[]
  readonly onAnnounced: (route: PeerRoute) => void
  /** mDNS does not work on an interface: port 5353 is taken, multicast is forbidden. */
  readonly onUnavailable: () => void
}

/**
 * mDNS with a socket per interface. The kernel sends multicast on one interface only, so that a single socket finds
 * nobody while a VPN is up or where there is no default route.
 */
export class LocalDiscovery {
  readonly #init: LocalDiscoveryInit
  /** Random per start: it links nothing to the machine or to an earlier start. */
  readonly #label = toHex(randomBytes(16))
  readonly #sockets = new Map<string, InterfaceSocket>()
  readonly #unusable = new Set<string>()
  #timer: NodeJS.Timeout | null = null
  #asked = 0

  constructor(init: LocalDiscoveryInit) {
    this.#init = init
  }

  start(): void {
    this.sync()
    this.#schedule()
  }

  /** Opens sockets on new interfaces and closes those of interfaces that are gone. */
  sync(): void {
    const wanted = new Set<string>()
    for (const { family, host } of this.#init.interfaces()) if (family === 'ip4') wanted.add(host)
    for (const [address, socket] of this.#sockets) {
      if (wanted.has(address)) continue
      this.#sockets.delete(address)
      void socket.close()
    }
    // An interface that comes back is tried again.
    for (const address of this.#unusable) if (!wanted.has(address)) this.#unusable.delete(address)
    for (const address of wanted)
      if (!this.#sockets.has(address) && !this.#unusable.has(address)) this.#open(address)
  }

  /** Own addresses have changed: tells everybody without being asked. */
  announce(): void {
    for (const socket of this.#sockets.values()) socket.announce()
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const sockets = [...this.#sockets.values()]
    this.#sockets.clear()
    await Promise.all(sockets.map((socket) => socket.close()))
  }

  #open(address: string): void {
    try {
      const socket = new InterfaceSocket({
        socket: this.#init.openMulticast(address),
        announcement: () => this.#announcement(address),
        onResponse: (packet, source) => this.#onResponse(packet, source),
        onError: () => this.#giveUp(address),
      })
      this.#sockets.set(address, socket)
      socket.ask()
      socket.announce()
    } catch {
      this.#giveUp(address)
    }
  }

  #giveUp(address: string): void {
    const socket = this.#sockets.get(address)
    this.#sockets.delete(address)
    this.#unusable.add(address)
    void socket?.close()
    this.#init.onUnavailable()
  }

  /** On each interface only that interface's own addresses: the others mean nothing there and would tell of networks. */
  #announcement(address: string): DnsPacket | null {
    const interfaces = this.#init.interfaces()
    const name = interfaces.find(({ host }) => host === address)?.name
    const hosts = new Set(interfaces.filter((entry) => entry.name === name).map(({ host }) => host))
    const here = this.#init.listening().filter((text) => hosts.has(parseTcp(text)?.host ?? ''))
    return here.length === 0 ? null : announcement(this.#label, this.#init.peerId, here)
  }

  #onResponse(packet: DnsPacket, source: string): void {
    const fromThisMachine = this.#init.interfaces().some(({ host }) => host === source)
    const route = parseAnnouncement(packet, fromThisMachine)
    if (route !== null && route.peerId !== this.#init.peerId) this.#init.onAnnounced(route)
  }

  #schedule(): void {
    const pause = MDNS_QUERY_PAUSES_MS[Math.min(this.#asked, MDNS_QUERY_PAUSES_MS.length - 1)] ?? 30_000
    this.#asked += 1
    this.#timer = setTimeout(() => {
      for (const socket of this.#sockets.values()) socket.ask()
      this.#schedule()
    }, pause)
    this.#timer.unref()
  }
}
