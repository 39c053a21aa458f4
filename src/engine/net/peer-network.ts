import type { PeerId } from '#shared/ids.ts'
import type { Startable } from '#shared/startable.ts'

/** Where an installation may be found: its PeerId and, newest first, multiaddrs under which it was last known. */
export interface PeerRoute {
  readonly peerId: PeerId
  readonly multiaddrs: readonly string[]
}

export interface NetworkOptions {
  /** Ends the wait; the promise rejects with the signal's reason. */
  readonly signal: AbortSignal
}

/** Frames to one peer over one stream, in order. A frame is 1 to `MAX_FRAME_BYTES` bytes. */
export interface FrameSender {
  /**
   * Hands frames to the transport in one write; resolves when they are accepted (backpressure), which says nothing
   * about delivery. Rejects once the stream has ended.
   */
  send(frames: readonly Uint8Array[]): Promise<void>
  /** Called once when the stream ends, for whatever reason; at once if it has ended. */
  onEnd(listener: () => void): void
  /** Graceful; what was sent is still flushed. */
  close(): Promise<void>
  abort(): void
}

/** Frames from one peer over one stream. */
export interface FrameReceiver {
  readonly from: PeerId
  /**
   * The frames that have arrived since the last call, at least one, as whole frames in order; null when the stream
   * has ended. What is not fetched holds the sender back.
   */
  next(): Promise<readonly Uint8Array[] | null>
  abort(): void
}

/** Answers a bundle request; null refuses it. Both are answered within the same bounds of size and time. */
export type BundleHandler = (from: PeerId, request: Uint8Array) => Promise<Uint8Array | null>

/** Reads one inbound stream to its end. When it resolves or throws, the stream is closed. */
export type FrameHandler = (receiver: FrameReceiver) => Promise<void>

export interface PeerNetworkEvents {
  /** First connection to a peer is up. */
  connected(peer: PeerId): void
  /** Last connection to a peer is gone. */
  disconnected(peer: PeerId): void
  /** A peer announced itself on the local network. */
  discovered(route: PeerRoute): void
  /** Own addresses, connections or interfaces changed. */
  changed(): void
}

/**
 * The network as the services see it. net/ implements it on libp2p; the tests have an implementation in memory. Both
 * pass test/compliance/peer-network.ts.
 *
 * PeerIds are authenticated by the connection (Noise): a frame's `from` holds the private key of that PeerId. Nothing
 * here knows about people.
 */
export interface PeerNetwork extends Startable {
  readonly peerId: PeerId
  /** Own multiaddrs without the /p2p part, those worth telling others; loopback only if nothing else is listened on. */
  multiaddrs(): string[]
  /**
   * What is listened on, as given at the start but with the ports that were chosen: passed back as `listen`, the node
   * comes up under the same ports. Empty while stopped.
   */
  listening(): string[]
  /** Live connections. */
  connectionCount(): number
  /** False when there is no interface but loopback. */
  hasNetwork(): boolean
  isConnected(peer: PeerId): boolean
  /** Resolves when a connection is up, at once if one is. Rejects with `Fault('unreachable')`. */
  connect(route: PeerRoute, options: NetworkOptions): Promise<void>
  /** Connects to a whole multiaddr that ends in /p2p/PEERID. `Fault('invalid')` if it does not parse. */
  dial(multiaddr: string, options: NetworkOptions): Promise<PeerId>
  /** One request, one answer, over an existing connection. Null: refused. */
  requestBundle(peer: PeerId, request: Uint8Array, options: NetworkOptions): Promise<Uint8Array | null>
  /** Opens a stream for frames over an existing connection. */
  openFrames(peer: PeerId, options: NetworkOptions): Promise<FrameSender>
  /** Closes all connections to that peer. */
  disconnect(peer: PeerId): Promise<void>
  /**
   * A peer broke a protocol above this layer. Three reports within ten minutes close its connections and keep it out
   * for ten minutes; violations of framing count by themselves. For what no honest peer does, not for errors.
   */
  reportAbuse(peer: PeerId): void
  onBundleRequest(handler: BundleHandler): void
  onFrames(handler: FrameHandler): void
  on<E extends keyof PeerNetworkEvents>(event: E, listener: PeerNetworkEvents[E]): () => void
}
