import type { BridgeEvent, Reply } from '#contract/bridge.ts'
import type { Ports } from '#engine/ports/index.ts'

export interface EngineInit {
  /** Folder of one profile; created with mode 0700 when it is missing. */
  readonly dataDir: string
  readonly ports: Ports
  /** Shown by `app.version`. */
  readonly appVersion: string
  /** Multiaddrs to listen on. @default all interfaces, IPv4 and IPv6, a port chosen once and kept */
  readonly listen?: readonly string[]
  /** Look for contacts on the local network. @default true */
  readonly mdns?: boolean
  /** Given by whoever started the host: unlocks at start and protects a profile that is created. */
  readonly passphrase?: string
}

/** One caller of the contract, with its own subscriptions. */
export interface Caller {
  /** Never rejects: errors are values. `params` is untrusted. */
  request(method: string, params: unknown): Promise<Reply>
  /** Events of the topics that this caller has subscribed to. */
  onEvent(listener: (event: BridgeEvent) => void): () => void
  close(): void
}

export interface Engine {
  /** Opens the profile where no passphrase is needed; `profile.status` answers before the network is up. */
  start(): Promise<void>
  /** Flushes and closes everything; idempotent. */
  stop(): Promise<void>
  connect(): Caller
}
