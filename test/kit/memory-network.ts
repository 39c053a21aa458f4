import { createHash } from 'node:crypto'
import { Fault } from '#shared/fault.ts'
import type { PeerId } from '#shared/ids.ts'
import type { AbortSignalLike } from '#shared/startable.ts'
import { abortable } from '#engine/net/abortable.ts'
import { Emitter } from '#engine/net/emitter.ts'
import { Gater } from '#engine/net/gater.ts'
import {
  DEFAULT_LIMITS,
  MAX_BUNDLE_BYTES,
  MAX_BUNDLE_REQUESTS,
  MAX_FRAME_STREAMS,
  type NetworkLimits,
} from '#engine/net/limits.ts'
import { splitPeer } from '#engine/net/multiaddr.ts'
import { parsePeerId, peerIdFromKey } from '#engine/net/peer-id.ts'
import type {
  BundleHandler,
  FrameHandler,
  FrameSender,
  NetworkOptions,
  PeerNetwork,
  PeerNetworkEvents,
  PeerRoute,
} from '#engine/net/peer-network.ts'
import { checkRequest } from '#engine/net/protocols/bundle/index.ts'
import { Semaphores } from '#engine/net/semaphores.ts'
import { MemoryPipe, type Schedule } from './memory-pipe.ts'

export interface MemoryHubInit {
  /** One way, in milliseconds. Without it everything happens in microtasks and no timer runs. @default 0 */
  readonly latency?: number
  readonly limits?: Partial<NetworkLimits>
}

/**
 * A network without a network. Nodes are named; the same name is always the same PeerId and address. Keeps to the
 * limits and the semantics of the network on libp2p: both pass test/compliance/peer-network.ts.
 */
export interface MemoryHub {
  network(name: string): PeerNetwork
  /** Ends the connection of two nodes and keeps them apart until `heal`. */
  cut(a: string, b: string): void
  heal(a: string, b: string): void
  /** Pulls a node's cable: no connections, no interface. */
  unplug(name: string): void
  plug(name: string): void
  /** Ends all streams between two nodes; what was sent and not read is lost. The connection stays. */
  breakStreams(a: string, b: string): void
  /** A node announces itself on the local network. */
  announce(name: string): void
}

interface Link {
  readonly nodes: readonly [MemoryNetwork, MemoryNetwork]
  readonly pipes: Set<MemoryPipe>
  readonly closed: AbortController
}

class Hub {
  readonly nodes = new Map<string, MemoryNetwork>()
  readonly links = new Set<Link>()
  readonly cuts = new Set<string>()
  readonly limits: NetworkLimits
  readonly schedule: Schedule

  constructor({ latency = 0, limits }: MemoryHubInit) {
    this.limits = { ...DEFAULT_LIMITS, ...limits }
    this.schedule = latency === 0 ? queueMicrotask : (run) => void setTimeout(run, latency)
  }

  node(name: string): MemoryNetwork {
    const node = this.nodes.get(name) ?? new MemoryNetwork(this, name, 1024 + this.nodes.size)
    this.nodes.set(name, node)
    return node
  }

  later(): Promise<void> {
    return new Promise((resolve) => this.schedule(resolve))
  }

  between(a: MemoryNetwork, b: MemoryNetwork): Link | undefined {
    return [...this.links].find(({ nodes }) => nodes.includes(a) && nodes.includes(b))
  }

  mayMeet(a: MemoryNetwork, b: MemoryNetwork): boolean {
    const apart = this.cuts.has(pair(a.name, b.name)) || a.refuses(b.peerId) || b.refuses(a.peerId)
    return a.up && b.up && a.plugged && b.plugged && !apart
  }

  open(a: MemoryNetwork, b: MemoryNetwork): void {
    if (this.between(a, b) !== undefined) return
    this.links.add({ nodes: [a, b], pipes: new Set(), closed: new AbortController() })
    b.connectedTo(a)
    a.connectedTo(b)
  }

  close(link: Link): void {
    if (!this.links.delete(link)) return
    for (const pipe of link.pipes) pipe.break()
    const [a, b] = link.nodes
    a.disconnectedFrom(b)
    b.disconnectedFrom(a)
    link.closed.abort(unreachable())
  }

  closeAll(node: MemoryNetwork): void {
    for (const link of [...this.links]) if (link.nodes.includes(node)) this.close(link)
  }
}

class MemoryNetwork implements PeerNetwork {
  readonly peerId: PeerId
  readonly name: string
  plugged = true
  up = false
  readonly #hub: Hub
  readonly #address: string
  readonly #gater: Gater
  readonly #events = new Emitter<PeerNetworkEvents>(() => {})
  /** Peers whose address is known: met before, or announced on the local network. */
  readonly #known = new Set<PeerId>()
  readonly #slots = new Semaphores<PeerId>(MAX_BUNDLE_REQUESTS)
  #handling = 0
  #changing = false
  #bundleHandler: BundleHandler | null = null
  #frameHandler: FrameHandler | null = null

  constructor(hub: Hub, name: string, port: number) {
    this.#hub = hub
    this.name = name
    this.peerId = peerIdFromKey(createHash('sha256').update(name).digest())
    this.#address = `/ip4/127.0.0.1/tcp/${port}`
    this.#gater = new Gater(this.peerId)
  }

  async start(signal: AbortSignalLike): Promise<void> {
    signal.throwIfAborted()
    this.up = true
    this.changed()
  }

  async stop(): Promise<void> {
    if (!this.up) return
    this.up = false
    this.#hub.closeAll(this)
  }

  multiaddrs(): string[] {
    return this.up ? [this.#address] : []
  }

  listening(): string[] {
    return this.multiaddrs()
  }

  connectionCount(): number {
    return [...this.#hub.links].filter(({ nodes }) => nodes.includes(this)).length
  }

  hasNetwork(): boolean {
    return this.plugged
  }

  isConnected(peer: PeerId): boolean {
    return this.#link(peer) !== undefined
  }

  refuses(peer: PeerId): boolean {
    return this.#gater.isBanned(peer)
  }

  async connect({ peerId, multiaddrs }: PeerRoute, { signal }: NetworkOptions): Promise<void> {
    signal.throwIfAborted()
    if (parsePeerId(peerId) === null || peerId === this.peerId) {
      throw new Fault('invalid', 'This is not the name of another node.')
    }
    if (!this.up) throw unreachable()
    if (this.isConnected(peerId)) return
    await abortable(this.#hub.later(), signal)
    const other = [...this.#hub.nodes.values()].find((node) => node.peerId === peerId)
    const found = other !== undefined && (multiaddrs.includes(other.#address) || this.#known.has(peerId))
    if (!found || !this.#hub.mayMeet(this, other)) throw unreachable()
    this.#hub.open(this, other)
  }

  async dial(multiaddr: string, options: NetworkOptions): Promise<PeerId> {
    const parts = splitPeer(multiaddr)
    if (parts === null) throw new Fault('invalid', 'This is not the address of a node.')
    await this.connect({ peerId: parts.peerId, multiaddrs: [multiaddr.split('/p2p/')[0] ?? ''] }, options)
    return parts.peerId
  }

  async requestBundle(
    peer: PeerId,
    request: Uint8Array,
    { signal }: NetworkOptions,
  ): Promise<Uint8Array | null> {
    checkRequest(request)
    signal.throwIfAborted()
    const { link, other } = this.#to(peer)
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), this.#hub.limits.bundleDeadlineMs)
    timer.unref()
    const within = AbortSignal.any([signal, link.closed.signal, deadline.signal])
    try {
      const release = await this.#slots.acquire(peer, within)
      try {
        await abortable(this.#hub.later(), within)
        const answer = await abortable(other.#answer(this.peerId, request.slice()), within)
        await abortable(this.#hub.later(), within)
        return answer === null || answer.length === 0 ? null : answer.slice()
      } finally {
        release()
      }
    } catch {
      signal.throwIfAborted()
      throw unreachable()
    } finally {
      clearTimeout(timer)
    }
  }

  async openFrames(peer: PeerId, { signal }: NetworkOptions): Promise<FrameSender> {
    signal.throwIfAborted()
    const { link, other } = this.#to(peer)
    const { schedule, limits } = this.#hub
    await abortable(this.#hub.later(), signal)
    if (link.closed.signal.aborted) throw unreachable()
    for (const pipe of link.pipes) if (pipe.ended) link.pipes.delete(pipe)
    const open = [...link.pipes].filter(({ receiver }) => receiver.from === this.peerId)
    if (open.length >= MAX_FRAME_STREAMS) throw unreachable()
    const pipe = new MemoryPipe({ from: this.peerId, schedule, highWater: limits.receiveHighWater })
    link.pipes.add(pipe)
    schedule(() => other.#receive(pipe))
    return pipe.sender
  }

  async disconnect(peer: PeerId): Promise<void> {
    const link = this.#link(peer)
    if (link !== undefined) this.#hub.close(link)
  }

  reportAbuse(peer: PeerId): void {
    const link = this.#link(peer)
    if (this.#gater.report(peer) && link !== undefined) this.#hub.close(link)
  }

  onBundleRequest(handler: BundleHandler): void {
    this.#bundleHandler = handler
  }

  onFrames(handler: FrameHandler): void {
    this.#frameHandler = handler
  }

  on<E extends keyof PeerNetworkEvents>(event: E, listener: PeerNetworkEvents[E]): () => void {
    return this.#events.on(event, listener)
  }

  connectedTo(other: MemoryNetwork): void {
    this.#known.add(other.peerId)
    this.#events.emit('connected', other.peerId)
    this.changed()
  }

  disconnectedFrom(other: MemoryNetwork): void {
    this.#events.emit('disconnected', other.peerId)
    this.changed()
  }

  discover(other: MemoryNetwork): void {
    this.#known.add(other.peerId)
    this.#events.emit('discovered', { peerId: other.peerId, multiaddrs: [other.#address] })
  }

  /** Gathers what changes in one turn. */
  changed(): void {
    if (this.#changing) return
    this.#changing = true
    queueMicrotask(() => {
      this.#changing = false
      if (this.up) this.#events.emit('changed')
    })
  }

  #link(peer: PeerId): Link | undefined {
    return [...this.#hub.links].find(
      ({ nodes }) => nodes.includes(this) && nodes.some((node) => node !== this && node.peerId === peer),
    )
  }

  #to(peer: PeerId): { readonly link: Link; readonly other: MemoryNetwork } {
    const link = this.#link(peer)
    const other = link?.nodes.find((node) => node !== this)
    if (link === undefined || other === undefined) throw unreachable()
    return { link, other }
  }

  async #answer(from: PeerId, request: Uint8Array): Promise<Uint8Array | null> {
    if (this.#handling >= this.#hub.limits.maxBundleHandlers) throw unreachable()
    this.#handling += 1
    try {
      const answer = (await this.#bundleHandler?.(from, request)) ?? null
      return answer !== null && answer.length > MAX_BUNDLE_BYTES ? null : answer
    } catch {
      return null
    } finally {
      this.#handling -= 1
    }
  }

  #receive(pipe: MemoryPipe): void {
    if (this.#frameHandler === null) {
      pipe.break()
      return
    }
    const finish = () => {
      if (!pipe.ended) pipe.break()
    }
    Promise.resolve(pipe.receiver).then(this.#frameHandler).then(finish, finish)
  }
}

function unreachable(): Fault {
  return new Fault('unreachable', 'The other side cannot be reached.')
}

function pair(a: string, b: string): string {
  return [a, b].toSorted().join(' ')
}

export function createMemoryHub(init: MemoryHubInit = {}): MemoryHub {
  const hub = new Hub(init)
  const closeBetween = (a: string, b: string) => {
    const link = hub.between(hub.node(a), hub.node(b))
    if (link !== undefined) hub.close(link)
  }
  return {
    network: (name) => hub.node(name),
    cut(a, b) {
      hub.cuts.add(pair(a, b))
      closeBetween(a, b)
    },
    heal: (a, b) => void hub.cuts.delete(pair(a, b)),
    unplug(name) {
      hub.node(name).plugged = false
      hub.closeAll(hub.node(name))
      hub.node(name).changed()
    },
    plug(name) {
      hub.node(name).plugged = true
      hub.node(name).changed()
    },
    breakStreams(a, b) {
      for (const pipe of hub.between(hub.node(a), hub.node(b))?.pipes ?? []) pipe.break()
    },
    announce(name) {
      const node = hub.node(name)
      for (const other of hub.nodes.values())
        if (other !== node && hub.mayMeet(node, other)) other.discover(node)
    },
  }
}
