import type { InterfaceAddress } from './addresses.ts'
import type { OpenMulticast } from './discovery/index.ts'
import type { NetworkLimits } from './limits.ts'

export interface Libp2pNetworkInit {
  /** 32-byte Ed25519 seed of the node: random, rotatable, never derived from the identity. */
  readonly privateKey: Uint8Array
  /**
   * Multiaddrs to listen on; none: dial only.
   * @default ['/ip4/0.0.0.0/tcp/0', '/ip6/::/tcp/0']
   */
  readonly listen?: readonly string[]
  /**
   * Announce this node on the local network and look for others.
   * @default true
   */
  readonly mdns?: boolean
  /** Fixed event names and numbers, never addresses or PeerIds. */
  readonly log?: (event: string, facts?: Readonly<Record<string, number | boolean | string>>) => void
  /** For tests. @default DEFAULT_LIMITS */
  readonly limits?: Partial<NetworkLimits>
  /** For tests. @default the operating system's interfaces */
  readonly interfaces?: () => readonly InterfaceAddress[]
  /** For tests. @default multicast on UDP port 5353 */
  readonly openMulticast?: OpenMulticast
}
