import type { PeerId } from '#shared/ids.ts'
import {
  MAX_DISCOVERED,
  MAX_DISCOVERED_PER_MINUTE,
  MAX_MULTIADDRS,
  MDNS_TTL_SECONDS,
  REDISCOVER_MS,
} from '../limits.ts'
import type { PeerRoute } from '../peer-network.ts'

interface Found {
  /** Multiaddr to the time it was last announced. */
  readonly seen: Map<string, number>
  told: number
}

/**
 * Who is on the local network. A machine announces itself once per interface, each time with the addresses of that
 * interface, so the announcements of a peer are united for as long as their TTL says. Bounded against a neighbour who
 * announces invented peers.
 */
export class Discovered {
  readonly #now: () => number
  readonly #peers = new Map<PeerId, Found>()
  #minute = -Infinity
  #newInMinute = 0

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** The peer's whole route when it is worth telling, otherwise null. */
  add({ peerId, multiaddrs }: PeerRoute): PeerRoute | null {
    const now = this.#now()
    const known = this.#peers.get(peerId)
    if (known === undefined && !this.#admit(now)) return null
    const found = known ?? { seen: new Map<string, number>(), told: -Infinity }
    const fresh = multiaddrs.some((multiaddr) => !found.seen.has(multiaddr))
    for (const multiaddr of multiaddrs) {
      found.seen.delete(multiaddr)
      found.seen.set(multiaddr, now)
    }
    for (const [multiaddr, at] of found.seen) {
      if (now - at > MDNS_TTL_SECONDS * 1000 || found.seen.size > MAX_MULTIADDRS) found.seen.delete(multiaddr)
    }
    this.#peers.delete(peerId)
    this.#peers.set(peerId, found)
    if (this.#peers.size > MAX_DISCOVERED) this.#forgetOldest()
    if (!fresh && now - found.told < REDISCOVER_MS) return null
    found.told = now
    return { peerId, multiaddrs: this.multiaddrs(peerId) }
  }

  /** Newest first. */
  multiaddrs(peerId: PeerId): string[] {
    return [...(this.#peers.get(peerId)?.seen.keys() ?? [])].toReversed()
  }

  #admit(now: number): boolean {
    if (now - this.#minute > 60_000) {
      this.#minute = now
      this.#newInMinute = 0
    }
    this.#newInMinute += 1
    return this.#newInMinute <= MAX_DISCOVERED_PER_MINUTE
  }

  #forgetOldest(): void {
    const [oldest] = this.#peers.keys()
    if (oldest !== undefined) this.#peers.delete(oldest)
  }
}
