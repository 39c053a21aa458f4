import type { ConnectionGater, MultiaddrConnection } from '@libp2p/interface'
import type { PeerId } from '#shared/ids.ts'
import {
  ABUSE_BUDGET,
  ABUSE_WINDOW_MS,
  BAN_MS,
  MAX_CONNECTIONS_PER_HOST,
  MAX_CONNECTIONS_PER_PEER,
  MAX_PENDING_PER_HOST,
  MAX_REPORTED_PEERS,
} from './limits.ts'
import { hostGroup, parseTcp } from './multiaddr.ts'

interface Host {
  open: number
  pending: number
}

interface Conduct {
  reports: number[]
  bannedUntil: number
}

/**
 * Who may connect. Counts inbound connections by host before encryption and by PeerId after it, refuses peers that
 * misbehaved, and keeps libp2p from dialling anything but TCP and from dialling itself.
 */
export class Gater {
  readonly #self: PeerId
  readonly #now: () => number
  readonly #hosts = new Map<string, Host>()
  readonly #peers = new Map<string, number>()
  readonly #handshakes = new WeakMap<MultiaddrConnection, () => void>()
  readonly #records = new Map<PeerId, Conduct>()

  /** Lets nobody in: the node is about to stop. */
  closed = false

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(self: PeerId, now: () => number = () => performance.now()) {
    this.#self = self
    this.#now = now
  }

  /** True when this report is the one that bans the peer. */
  report(peer: PeerId): boolean {
    const now = this.#now()
    const record = this.#records.get(peer) ?? { reports: [], bannedUntil: -Infinity }
    record.reports = [...record.reports.filter((at) => now - at < ABUSE_WINDOW_MS), now]
    const bans = record.reports.length >= ABUSE_BUDGET
    if (bans) {
      record.bannedUntil = now + BAN_MS
      record.reports = []
    }
    this.#records.delete(peer)
    this.#records.set(peer, record)
    if (this.#records.size > MAX_REPORTED_PEERS) this.#forgetOldest()
    return bans
  }

  isBanned(peer: PeerId): boolean {
    return (this.#records.get(peer)?.bannedUntil ?? -Infinity) > this.#now()
  }

  /** Inbound connections that count at present, all hosts together. */
  get inbound(): number {
    let sum = 0
    for (const { open } of this.#hosts.values()) sum += open
    return sum
  }

  forLibp2p(): ConnectionGater {
    return {
      denyDialPeer: (peer) => peer.toString() === this.#self || this.isBanned(peer.toString() as PeerId),
      denyDialMultiaddr: (address) => !isTcp(address.toString()),
      filterMultiaddrForPeer: (_, address) => isTcp(address.toString()),
      denyInboundConnection: (connection) => !this.#admitHost(connection),
      denyInboundEncryptedConnection: (peer) => !this.#admitPeer(peer.toString() as PeerId),
      denyOutboundEncryptedConnection: (peer) => this.isBanned(peer.toString() as PeerId),
      denyInboundUpgradedConnection: (peer, connection) => {
        this.#handshakes.get(connection)?.()
        this.#countPeer(peer.toString(), connection)
        return false
      },
    }
  }

  #admitHost(connection: MultiaddrConnection): boolean {
    const address = parseTcp(connection.remoteAddr.toString())
    if (address === null || this.closed) return false
    const key = hostGroup(address)
    const host = this.#hosts.get(key) ?? { open: 0, pending: 0 }
    if (host.open >= MAX_CONNECTIONS_PER_HOST || host.pending >= MAX_PENDING_PER_HOST) return false
    this.#hosts.set(key, host)
    host.open += 1
    host.pending += 1
    let pending = true
    const finish = () => {
      if (pending) host.pending -= 1
      pending = false
    }
    this.#handshakes.set(connection, finish)
    connection.addEventListener(
      'close',
      () => {
        finish()
        host.open -= 1
        if (host.open === 0) this.#hosts.delete(key)
      },
      { once: true },
    )
    return true
  }

  #admitPeer(peer: PeerId): boolean {
    return !this.closed && !this.isBanned(peer) && (this.#peers.get(peer) ?? 0) < MAX_CONNECTIONS_PER_PEER
  }

  #countPeer(peer: string, connection: MultiaddrConnection): void {
    this.#peers.set(peer, (this.#peers.get(peer) ?? 0) + 1)
    connection.addEventListener(
      'close',
      () => {
        const left = (this.#peers.get(peer) ?? 1) - 1
        if (left === 0) this.#peers.delete(peer)
        else this.#peers.set(peer, left)
      },
      { once: true },
    )
  }

  #forgetOldest(): void {
    const [oldest] = this.#records.keys()
    if (oldest !== undefined) this.#records.delete(oldest)
  }
}

function isTcp(multiaddr: string): boolean {
  const at = multiaddr.lastIndexOf('/p2p/')
  return parseTcp(at < 0 ? multiaddr : multiaddr.slice(0, at)) !== null
}
