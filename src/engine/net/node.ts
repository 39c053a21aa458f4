import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import {
  type ComponentLogger,
  type ConnectionGater,
  FaultTolerance,
  type Libp2p,
  type Listener,
  type Logger,
} from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import {
  ADDRESS_TIMEOUT_MS,
  CONNECT_TIMEOUT_MS,
  MAX_CONNECTIONS,
  MAX_INBOUND_RATE,
  MAX_MULTIADDRS,
  MAX_PENDING,
  MAX_STREAM_WINDOW,
  MAX_STREAMS_PER_CONNECTION,
  PING_INTERVAL_MS,
  PING_TIMEOUT_MS,
  UPGRADE_TIMEOUT_MS,
} from './limits.ts'
import { type DialRoutes, racingTcp } from './racing-tcp.ts'

/*
 * The only file that loads libp2p's code; it is imported when the network starts, since loading takes longer than
 * everything else at the start of the process.
 */

export { peerIdFromString } from '@libp2p/peer-id'
export { multiaddr }

export interface NodeInit {
  readonly privateKey: Uint8Array
  readonly listen: readonly string[]
  readonly gater: ConnectionGater
  readonly routes: DialRoutes
  /** Those of all own multiaddrs that identify may tell a peer. */
  readonly tell: (multiaddrs: readonly string[]) => readonly string[]
}

export interface Node {
  readonly node: Libp2p
  /**
   * Per listener the multiaddrs it is bound to, expanded to the interfaces of this moment. libp2p's own list leaves
   * out public ones until somebody has verified them.
   */
  readonly bound: () => string[][]
}

/** A libp2p node that has not started. It announces nothing about the program's version or the machine. */
export async function createNode({ privateKey, listen, gater, routes, tell }: NodeInit): Promise<Node> {
  const listeners = new Set<Listener>()
  const node = await createLibp2p({
    start: false,
    privateKey: await generateKeyPairFromSeed('Ed25519', privateKey),
    nodeInfo: { name: 'sotto', version: '', userAgent: 'sotto' },
    addresses: {
      listen: [...listen],
      announceFilter: (multiaddrs) => tell(multiaddrs.map(String)).map((text) => multiaddr(text)),
    },
    transports: [racingTcp({ routes, listeners })],
    connectionEncrypters: [noise()],
    streamMuxers: [
      yamux({
        maxInboundStreams: MAX_STREAMS_PER_CONNECTION,
        maxOutboundStreams: MAX_STREAMS_PER_CONNECTION,
        streamOptions: { maxStreamWindowSize: MAX_STREAM_WINDOW, maxReadBufferLength: 2 * MAX_STREAM_WINDOW },
      }),
    ],
    services: { identify: identify() },
    connectionGater: gater,
    connectionManager: {
      maxConnections: MAX_CONNECTIONS,
      maxIncomingPendingConnections: MAX_PENDING,
      inboundConnectionThreshold: MAX_INBOUND_RATE,
      inboundUpgradeTimeout: UPGRADE_TIMEOUT_MS,
      maxPeerAddrsToDial: MAX_MULTIADDRS,
      dialTimeout: CONNECT_TIMEOUT_MS,
      // Per address in libp2p's eyes, but the transport races all of a peer's addresses within it.
      addressDialTimeout: ADDRESS_TIMEOUT_MS + 2_000,
      // A name that leads to further addresses would be resolved by servers nobody chose.
      resolvers: {},
    },
    connectionMonitor: {
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: { minTimeout: PING_TIMEOUT_MS, maxTimeout: PING_TIMEOUT_MS },
    },
    // One family may be missing on this machine; that nothing is listened on is found out by counting.
    transportManager: { faultTolerance: FaultTolerance.NO_FATAL },
    logger: SILENT,
  })
  return { node, bound: () => [...listeners].map((listener) => listener.getAddrs().map(String)) }
}

// libp2p's log is full of PeerIds and addresses, and an environment variable would be enough to turn it on.
const quiet: Logger = Object.assign(() => {}, {
  error: () => {},
  trace: () => {},
  enabled: false,
  newScope: () => quiet,
})
const SILENT: ComponentLogger = { forComponent: () => quiet }
