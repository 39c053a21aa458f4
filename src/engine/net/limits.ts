/*
 * Every bound of the network layer and its reason. Sizes are bytes, times milliseconds. What a test has to shorten is
 * in NetworkLimits; the rest is fixed.
 */

/** Largest frame: a 128 KiB ratchet message and its type byte (PROTOCOL: padding buckets), rounded up. */
export const MAX_FRAME_BYTES = 131_072 + 64

/** A bundle request is version, type and a 32-byte commitment. */
export const MAX_BUNDLE_REQUEST_BYTES = 64

/** Identity block (1,308 bytes), signed prekey (about 1,400) and room for mailboxes. */
export const MAX_BUNDLE_BYTES = 8_192

/**
 * Addresses taken from one route, and told to others: a laptop has one or two per family; what is beyond eight is
 * virtual networks or an attempt to make us dial for somebody else.
 */
export const MAX_MULTIADDRS = 8

/** Longest multiaddr that is parsed: a DNS name has at most 253 characters, the rest is protocol names and a PeerId. */
export const MAX_MULTIADDR_LENGTH = 400

/** Live connections in all. About 0.2 MB each; a person has fewer contacts online at once. */
export const MAX_CONNECTIONS = 256

/** From one address (IPv4) or one /64 (IPv6): a household or an office behind one router fits. */
export const MAX_CONNECTIONS_PER_HOST = 64

/** Of one PeerId: both sides dialling at once gives two, a reconnection before the old one is noticed dead a third. */
export const MAX_CONNECTIONS_PER_PEER = 8

/** Inbound handshakes under way in all; a Noise handshake costs about 10 ms of CPU. */
export const MAX_PENDING = 64

/** Inbound handshakes under way from one host, so that one host which never finishes cannot fill all the slots. */
export const MAX_PENDING_PER_HOST = 16

/** New inbound connections a second from one host. */
export const MAX_INBOUND_RATE = 32

/** Time for an inbound connection to finish Noise and Yamux. */
export const UPGRADE_TIMEOUT_MS = 10_000

/** Streams of all protocols that a peer may have open on one connection. */
export const MAX_STREAMS_PER_CONNECTION = 64

/** Frame streams per connection and direction: one in use, one being replaced, and room for a race of the two. */
export const MAX_FRAME_STREAMS = 4

/** Bundle streams per connection that a peer may open: twice what an honest one has open. */
export const MAX_BUNDLE_STREAMS = 8

/** Bundle requests to one peer at the same time; further ones wait. */
export const MAX_BUNDLE_REQUESTS = 4

/** Waiting bundle requests to one peer; further ones are refused at once. */
export const MAX_BUNDLE_QUEUE = 256

/** Yamux window of a stream: 256 KiB is what Yamux starts with, 1 MiB keeps a 100 ms path at 10 MB/s. */
export const MAX_STREAM_WINDOW = 1_048_576

/** What one address of a peer gets before it counts as failed: a TCP and Noise handshake over a bad mobile line. */
export const ADDRESS_TIMEOUT_MS = 6_000

/** One call of connect, whatever its signal allows. */
export const CONNECT_TIMEOUT_MS = 15_000

/** Head start of each address over the next one (Happy Eyeballs, RFC 8305, recommends 250 ms). */
export const DIAL_STAGGER_MS = 250

/** Ping interval and timeout on each connection: a frozen peer is noticed after 5 to 15 s. */
export const PING_INTERVAL_MS = 10_000
export const PING_TIMEOUT_MS = 5_000

/** Misbehaviour within the window that closes a peer's connections and keeps it out for the ban. */
export const ABUSE_BUDGET = 3
export const ABUSE_WINDOW_MS = 600_000
export const BAN_MS = 600_000

/** Peers whose misbehaviour is remembered; the oldest is forgotten first. */
export const MAX_REPORTED_PEERS = 1_024

/** Peers without a connection whose addresses libp2p keeps in memory. */
export const MAX_REMEMBERED_PEERS = 256

/** Peers on the local network that are remembered, and distinct new ones taken in per minute. */
export const MAX_DISCOVERED = 256
export const MAX_DISCOVERED_PER_MINUTE = 128

/** A local announcement of the same addresses is passed on again after this time. */
export const REDISCOVER_MS = 5_000

/** mDNS questions: at the start, after these pauses, then at the last one's pace. RFC 6762, 5.2. */
export const MDNS_QUERY_PAUSES_MS = [1_000, 3_000, 10_000, 30_000] as const

/** One answer per interface and second, RFC 6762, 6. */
export const MDNS_ANSWER_PAUSE_MS = 1_000

/** TTL of the announced records in seconds, as libp2p's mDNS has it. */
export const MDNS_TTL_SECONDS = 120

/** How often interfaces are listed. Costs 0.05 ms. */
export const INTERFACE_POLL_MS = 5_000

/** How long `changed` gathers what changed. */
export const CHANGED_DEBOUNCE_MS = 100

/** Flush of what was sent when a stream or connection closes gracefully. */
export const CLOSE_TIMEOUT_MS = 1_000

/** What tests shorten or lower. */
export interface NetworkLimits {
  /**
   * One bundle exchange from the request to the end of the answer, on either side. Bundles are under 8 KiB: a line
   * that needs longer cannot carry messages either.
   * @default 10000
   */
  readonly bundleDeadlineMs: number
  /**
   * A frame that has begun has to be whole within this time: 128 KiB in a minute is 2 KiB/s (ABUSE-CASES W4).
   * @default 60000
   */
  readonly partialFrameMs: number
  /**
   * Bytes of whole frames held for a reader before the sender is held back. Two of the largest frames.
   * @default 262272
   */
  readonly receiveHighWater: number
  /**
   * Bundle requests handled at the same time, all peers together; further streams are reset.
   * @default 32
   */
  readonly maxBundleHandlers: number
}

export const DEFAULT_LIMITS: NetworkLimits = {
  bundleDeadlineMs: 10_000,
  partialFrameMs: 60_000,
  receiveHighWater: 2 * MAX_FRAME_BYTES,
  maxBundleHandlers: 32,
}
