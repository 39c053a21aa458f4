import type { ContactId, PeerId } from '#shared/ids.ts'
import type { Contact, Route } from '#engine/domain/contact.ts'
import type { Clock, Random } from '#engine/ports/index.ts'
import type { PeerNetwork, PeerRoute } from '#engine/net/peer-network.ts'
import type { ContactBook } from './contact-book.ts'
import type { LinkBook } from './link-book.ts'
import type { Outbox } from './outbox.ts'

const DIAL_TIMEOUT_MS = 15_000
const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 5 * 60_000
/** A person who presses Send again and again does not dial more often than this. */
const MIN_INTERVAL_MS = 1_000
/** Dials at the same time; the rest waits for its turn. */
const MAX_DIALS = 8
const MAX_ADDRESSES = 12

interface Target {
  failures: number
  dialing: boolean
  lastDial: number
  cancel: (() => void) | undefined
}

export interface DialerComponents {
  readonly clock: Clock
  readonly random: Random
  readonly network: PeerNetwork
  readonly contacts: ContactBook
  readonly links: LinkBook
  readonly outbox: Outbox
}

/** Keeps a connection to everybody who wants to hear from us, trying again with growing pauses. */
export class Dialer {
  readonly #c: DialerComponents
  readonly #targets = new Map<PeerId, Target>()
  /** Where peers announced themselves on the local network, newest first. */
  readonly #announced = new Map<PeerId, readonly string[]>()
  readonly #queue: PeerId[] = []
  #dials = 0
  #running = false

  constructor(components: DialerComponents) {
    this.#c = components
  }

  start(): void {
    this.#running = true
    this.retryAll()
  }

  stop(): void {
    this.#running = false
    for (const target of this.#targets.values()) target.cancel?.()
    this.#targets.clear()
    this.#queue.length = 0
  }

  /** Somebody is needed now: tries at once, unless it did a moment ago. */
  want(contact: Contact): void {
    if (!this.#wanted(contact)) return
    for (const { peerId } of this.#routes(contact)) this.#dialSoon(peerId)
  }

  /** The network has come back, or we have just started. */
  retryAll(): void {
    for (const target of this.#targets.values()) target.failures = 0
    for (const contact of this.#c.contacts.all()) this.want(contact)
  }

  discovered(route: PeerRoute): void {
    if (this.#announced.size > 1_000) this.#announced.clear()
    this.#announced.set(route.peerId, route.multiaddrs)
    if (this.#isWanted(route.peerId)) this.#dialSoon(route.peerId)
  }

  disconnected(peer: PeerId): void {
    if (!this.#running || !this.#isWanted(peer)) return
    const target = this.#target(peer)
    this.#schedule(peer, target, this.#pause(target) / 2)
  }

  /** They answer: whatever went wrong before is over. */
  alive(peer: PeerId): void {
    this.#target(peer).failures = 0
  }

  /** Until the next attempt, longer each time, until they answer. */
  #pause(target: Target): number {
    const jitter = 0.75 + (this.#c.random.bytes(1)[0] ?? 0) / 512
    return Math.min(FIRST_RETRY_MS * 2 ** target.failures++, MAX_RETRY_MS) * jitter
  }

  #wanted(contact: Contact): boolean {
    if (contact.state === 'blocked') return false
    return contact.state !== 'pending' || this.#c.outbox.has(contact.id)
  }

  #isWanted(peer: PeerId): boolean {
    const ids = new Set<ContactId>(this.#c.links.byPeer(peer).map((link) => link.contactId))
    for (const contact of this.#c.contacts.byRoute(peer)) ids.add(contact.id)
    return [...ids].some((id) => {
      const contact = this.#c.contacts.find(id)
      return contact !== undefined && this.#wanted(contact)
    })
  }

  #routes(contact: Contact): Route[] {
    const link = this.#c.links.current(contact)
    return [link?.route, contact.route].filter((route) => route !== undefined && route !== null)
  }

  #addresses(peer: PeerId): string[] {
    const known = [
      ...(this.#announced.get(peer) ?? []),
      ...this.#c.links.byPeer(peer).flatMap((link) => link.route.multiaddrs),
      ...this.#c.contacts.byRoute(peer).flatMap((contact) => contact.route?.multiaddrs ?? []),
    ]
    return [...new Set(known)].slice(0, MAX_ADDRESSES)
  }

  #target(peer: PeerId): Target {
    const target = this.#targets.get(peer) ?? { failures: 0, dialing: false, lastDial: 0, cancel: undefined }
    this.#targets.set(peer, target)
    return target
  }

  #dialSoon(peer: PeerId): void {
    if (!this.#running || this.#c.network.isConnected(peer)) return
    const target = this.#target(peer)
    const wait = target.lastDial + MIN_INTERVAL_MS - this.#c.clock.now()
    if (wait <= 0 || wait > MIN_INTERVAL_MS) this.#enqueue(peer, target)
    else this.#schedule(peer, target, wait)
  }

  #schedule(peer: PeerId, target: Target, ms: number): void {
    target.cancel?.()
    target.cancel = this.#c.clock.after(ms, () => this.#enqueue(peer, target))
  }

  #enqueue(peer: PeerId, target: Target): void {
    target.cancel?.()
    target.cancel = undefined
    if (!this.#running || target.dialing || this.#queue.includes(peer)) return
    this.#queue.push(peer)
    this.#next()
  }

  #next(): void {
    while (this.#dials < MAX_DIALS) {
      const peer = this.#queue.shift()
      if (!peer) return
      this.#dials++
      void this.#dial(peer).finally(() => {
        this.#dials--
        if (this.#running) this.#next()
      })
    }
  }

  async #dial(peer: PeerId): Promise<void> {
    const { clock, network } = this.#c
    const target = this.#target(peer)
    if (network.isConnected(peer) || !this.#isWanted(peer)) return
    target.dialing = true
    target.lastDial = clock.now()
    try {
      const route = { peerId: peer, multiaddrs: this.#addresses(peer) }
      await network.connect(route, { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) })
    } catch {
      if (this.#running) this.#schedule(peer, target, this.#pause(target))
    } finally {
      target.dialing = false
    }
  }
}
