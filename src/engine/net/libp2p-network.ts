import type { Connection, Libp2p, PeerId as Libp2pPeerId } from '@libp2p/interface'
import { Fault } from '#shared/fault.ts'
import type { PeerId } from '#shared/ids.ts'
import type { AbortSignalLike } from '#shared/startable.ts'
import { abortable } from './abortable.ts'
import { type InterfaceAddress, listInterfaces, worthTelling } from './addresses.ts'
import { closeConnection, held } from './close-connection.ts'
import { Dialer } from './dialer.ts'
import { Discovered, LocalDiscovery, loadMulticast, type OpenMulticast } from './discovery/index.ts'
import { Emitter } from './emitter.ts'
import { Gater } from './gater.ts'
import { CHANGED_DEBOUNCE_MS, DEFAULT_LIMITS, INTERFACE_POLL_MS, MAX_REMEMBERED_PEERS } from './limits.ts'
import type { Libp2pNetworkInit } from './libp2p-network-init.ts'
import { availableListen, chosenPorts, DEFAULT_LISTEN } from './listen.ts'
import { parseTcp, scopeOf, splitPeer } from './multiaddr.ts'
import { parsePeerId, peerIdFromKey } from './peer-id.ts'
import type {
  BundleHandler,
  FrameHandler,
  FrameSender,
  NetworkOptions,
  PeerNetwork,
  PeerNetworkEvents,
  PeerRoute,
} from './peer-network.ts'
import { BundleService, checkRequest } from './protocols/bundle/index.ts'
import { FramesService } from './protocols/frames/index.ts'

/** What exists between start and stop. */
interface Running {
  readonly node: Libp2p
  readonly dialer: Dialer
  readonly discovery: LocalDiscovery | null
  readonly listening: readonly string[]
  /** Per listener the addresses it is bound to, expanded to the interfaces of this moment. */
  readonly bound: () => string[][]
  readonly stopping: AbortController
  readonly poll: NodeJS.Timeout
}

/** Without a cause: libp2p's errors carry PeerIds and addresses, and would reach a log through it. */
function unreachable(): Fault {
  return new Fault('unreachable', 'The other side cannot be reached.')
}

export class Libp2pNetwork implements PeerNetwork {
  readonly peerId: PeerId
  readonly #init: Libp2pNetworkInit
  readonly #wanted: readonly string[]
  readonly #log: NonNullable<Libp2pNetworkInit['log']>
  readonly #interfaces: () => readonly InterfaceAddress[]
  readonly #gater: Gater
  readonly #events: Emitter<PeerNetworkEvents>
  readonly #bundles: BundleService
  readonly #frames: FramesService
  readonly #discovered = new Discovered()
  readonly #connected = new Map<PeerId, Libp2pPeerId>()
  /** Peers without a connection that libp2p still remembers, the longest gone first. */
  readonly #gone = new Map<PeerId, Libp2pPeerId>()
  #running: Running | null = null
  #lifecycle: Promise<void> = Promise.resolve()
  #changed: NodeJS.Timeout | null = null

  constructor(init: Libp2pNetworkInit) {
    this.#init = init
    this.#wanted = init.listen ?? DEFAULT_LISTEN
    this.#log = init.log ?? (() => {})
    this.#interfaces = init.interfaces ?? listInterfaces
    this.peerId = peerIdFromKey(init.privateKey)
    this.#gater = new Gater(this.peerId)
    this.#events = new Emitter(() => this.#log('net-listener-failed'))
    const service = {
      limits: { ...DEFAULT_LIMITS, ...init.limits },
      onViolation: (peer: PeerId) => this.reportAbuse(peer),
      onHandlerError: () => this.#log('net-handler-failed'),
    }
    this.#bundles = new BundleService(service)
    this.#frames = new FramesService(service)
  }

  /** Throws `Fault('invalid')` when an address in `listen` is not TCP. */
  async start(signal: AbortSignalLike): Promise<void> {
    await this.#serial(() => this.#start(signal))
  }

  async stop(): Promise<void> {
    this.#running?.stopping.abort(unreachable())
    await this.#serial(() => this.#stop())
  }

  multiaddrs(): string[] {
    return worthTelling(this.#expanded(), this.#interfaces())
  }

  listening(): string[] {
    return [...(this.#running?.listening ?? [])]
  }

  connectionCount(): number {
    return this.#running?.node.getConnections().length ?? 0
  }

  hasNetwork(): boolean {
    return this.#interfaces().some(({ internal }) => !internal)
  }

  isConnected(peer: PeerId): boolean {
    return this.#connected.has(peer)
  }

  async connect(route: PeerRoute, { signal }: NetworkOptions): Promise<void> {
    signal.throwIfAborted()
    const { peerId } = route
    if (parsePeerId(peerId) === null || peerId === this.peerId) {
      throw new Fault('invalid', 'This is not the name of another node.')
    }
    const running = this.#up()
    if (this.isConnected(peerId)) return
    const within = AbortSignal.any([signal, running.stopping.signal])
    let off = () => {}
    // The other side may be dialling too; then it is enough that one of the two dials succeeds.
    const inbound = new Promise<void>((resolve) => {
      off = this.on('connected', (peer) => {
        if (peer === peerId) resolve()
      })
    })
    try {
      await abortable(Promise.race([inbound, running.dialer.dial(route, within)]), within)
    } catch {
      if (this.isConnected(peerId)) return
      signal.throwIfAborted()
      throw unreachable()
    } finally {
      off()
    }
    if (!this.isConnected(peerId)) throw unreachable()
  }

  async dial(multiaddr: string, options: NetworkOptions): Promise<PeerId> {
    const parts = splitPeer(multiaddr)
    if (parts === null) throw new Fault('invalid', 'This is not the address of a node.')
    await this.connect({ peerId: parts.peerId, multiaddrs: [withoutPeer(multiaddr)] }, options)
    return parts.peerId
  }

  async requestBundle(
    peer: PeerId,
    request: Uint8Array,
    { signal }: NetworkOptions,
  ): Promise<Uint8Array | null> {
    checkRequest(request)
    return this.#over(peer, signal, (connection) => this.#bundles.request(connection, request, signal))
  }

  async openFrames(peer: PeerId, { signal }: NetworkOptions): Promise<FrameSender> {
    return this.#over(peer, signal, (connection) => this.#frames.open(connection, signal))
  }

  async disconnect(peer: PeerId): Promise<void> {
    await Promise.all(this.#connections(peer).map(closeConnection))
  }

  reportAbuse(peer: PeerId): void {
    if (!this.#gater.report(peer)) return
    this.#log('net-peer-banned')
    for (const connection of this.#connections(peer)) connection.abort(new Error('banned'))
  }

  onBundleRequest(handler: BundleHandler): void {
    this.#bundles.handler = handler
  }

  onFrames(handler: FrameHandler): void {
    this.#frames.handler = handler
  }

  on<E extends keyof PeerNetworkEvents>(event: E, listener: PeerNetworkEvents[E]): () => void {
    return this.#events.on(event, listener)
  }

  #serial(step: () => Promise<void>): Promise<void> {
    const done = this.#lifecycle.then(step)
    this.#lifecycle = done.catch(() => {})
    return done
  }

  async #start(signal: AbortSignalLike): Promise<void> {
    if (this.#running !== null) return
    signal.throwIfAborted()
    if (this.#wanted.some((address) => parseTcp(address) === null)) {
      throw new Fault('invalid', 'An address to listen on is not a TCP address.')
    }
    const libp2p = await import('./node.ts')
    const openMulticast =
      this.#init.mdns === false ? null : (this.#init.openMulticast ?? (await loadMulticast()))
    const routes = new Map<PeerId, readonly string[]>()
    const { node, listening, bound } = await this.#listen(libp2p, routes)
    const own = () => ({
      interfaces: this.#interfaces(),
      listening: this.#expanded(),
      loopbackOnly: listening.length > 0 && listening.every((text) => isLoopback(text)),
    })
    this.#running = {
      node,
      listening,
      bound,
      stopping: new AbortController(),
      poll: this.#pollInterfaces(),
      discovery: openMulticast === null ? null : this.#discovery(openMulticast),
      dialer: new Dialer({
        node,
        routes,
        own,
        toMultiaddr: libp2p.multiaddr,
        toPeerId: libp2p.peerIdFromString,
        discovered: (peer) => this.#discovered.multiaddrs(peer),
        isConnected: (peer) => this.isConnected(peer),
      }),
    }
    this.#running.discovery?.start()
    this.#log('net-started', { listeners: listening.length, mdns: openMulticast !== null })
    this.#somethingChanged()
    if (signal.aborted) {
      await this.#stop()
      signal.throwIfAborted()
    }
  }

  /** A started node. Should a port be taken between the look and the listening, all are chosen anew. */
  async #listen(
    libp2p: typeof import('./node.ts'),
    routes: Map<PeerId, readonly string[]>,
  ): Promise<Pick<Running, 'node' | 'listening' | 'bound'>> {
    const { privateKey } = this.#init
    const gater = this.#gater.forLibp2p()
    this.#gater.closed = false
    const tell = (multiaddrs: readonly string[]) =>
      worthTelling(multiaddrs.map(withoutPeer), this.#interfaces())
    let listen = await availableListen(this.#wanted)
    for (let attempt = 0; ; attempt++) {
      const { node, bound } = await libp2p.createNode({ privateKey, listen, gater, routes, tell })
      this.#watch(node)
      await node.handle(BundleService.protocol, this.#bundles.handle, BundleService.options)
      await node.handle(FramesService.protocol, this.#frames.handle, FramesService.options)
      await node.start()
      const listening = chosenPorts(listen, bound())
      if (listening.length > 0 || listen.length === 0 || attempt > 0) return { node, listening, bound }
      await held(async () => node.stop())
      listen = listen.map((text) => text.replace(/\d+$/, '0'))
    }
  }

  #watch(node: Libp2p): void {
    node.addEventListener('peer:connect', ({ detail }) => {
      const peer = detail.toString() as PeerId
      if (this.#connected.has(peer)) return
      this.#connected.set(peer, detail)
      this.#gone.delete(peer)
      this.#events.emit('connected', peer)
    })
    node.addEventListener('peer:disconnect', ({ detail }) => this.#disconnected(detail, node))
    node.addEventListener('connection:open', () => this.#somethingChanged())
    node.addEventListener('connection:close', () => this.#somethingChanged())
  }

  #disconnected(id: Libp2pPeerId, node: Libp2p): void {
    const peer = id.toString() as PeerId
    if (!this.#connected.delete(peer)) return
    this.#gone.set(peer, id)
    const [longest] = this.#gone
    if (longest !== undefined && this.#gone.size > MAX_REMEMBERED_PEERS) {
      // Strangers who come once must not fill libp2p's memory.
      this.#gone.delete(longest[0])
      node.peerStore.delete(longest[1]).catch(() => this.#log('net-forget-failed'))
    }
    this.#events.emit('disconnected', peer)
  }

  #discovery(openMulticast: OpenMulticast): LocalDiscovery {
    return new LocalDiscovery({
      peerId: this.peerId,
      openMulticast,
      interfaces: this.#interfaces,
      listening: () => this.#expanded(),
      onUnavailable: () => this.#log('net-mdns-unavailable'),
      onAnnounced: (announced) => {
        const route = this.#discovered.add(announced)
        if (route !== null) this.#events.emit('discovered', route)
      },
    })
  }

  #pollInterfaces(): NodeJS.Timeout {
    let before = JSON.stringify(this.#interfaces())
    const poll = setInterval(() => {
      const now = JSON.stringify(this.#interfaces())
      if (now === before) return
      before = now
      this.#running?.discovery?.sync()
      this.#running?.discovery?.announce()
      this.#somethingChanged()
    }, INTERFACE_POLL_MS)
    return poll.unref()
  }

  async #stop(): Promise<void> {
    const running = this.#running
    if (running === null) return
    running.stopping.abort(unreachable())
    this.#gater.closed = true
    clearInterval(running.poll)
    await running.discovery?.stop()
    // Before libp2p stops: a connection that closes while its manager does is waited for in vain for half a second.
    await Promise.all(running.node.getConnections().map(closeConnection))
    await held(async () => running.node.stop())
    this.#running = null
    if (this.#changed !== null) clearTimeout(this.#changed)
    this.#changed = null
    // libp2p closes the last connections without saying so.
    const left = [...this.#connected.keys()]
    this.#connected.clear()
    for (const peer of left) this.#events.emit('disconnected', peer)
    this.#log('net-stopped')
  }

  #up(): Running {
    if (this.#running === null || this.#running.stopping.signal.aborted) throw unreachable()
    return this.#running
  }

  #connections(peer: PeerId): Connection[] {
    const id = this.#connected.get(peer)
    return id === undefined ? [] : (this.#running?.node.getConnections(id) ?? [])
  }

  /** Runs one exchange over the newest live connection and turns libp2p's errors into faults. */
  async #over<T>(peer: PeerId, signal: AbortSignal, run: (connection: Connection) => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    const connection = this.#connections(peer).findLast(({ status }) => status === 'open')
    if (connection === undefined) throw unreachable()
    try {
      return await run(connection)
    } catch {
      signal.throwIfAborted()
      throw unreachable()
    }
  }

  /** Own multiaddrs on every interface, loopback included. */
  #expanded(): string[] {
    return this.#running?.bound().flat() ?? []
  }

  #somethingChanged(): void {
    if (this.#changed !== null) return
    this.#changed = setTimeout(() => {
      this.#changed = null
      this.#events.emit('changed')
    }, CHANGED_DEBOUNCE_MS)
    this.#changed.unref()
  }
}

function withoutPeer(multiaddr: string): string {
  return multiaddr.split('/p2p/')[0] ?? ''
}

function isLoopback(text: string): boolean {
  const address = parseTcp(text)
  return address !== null && scopeOf(address) === 'loopback'
}
