import { z } from 'zod'
import { method, topic } from '../define.ts'
import { empty, text } from './common.ts'

export const networkStatus = z.strictObject({
  peerId: z.string(),
  /** Multiaddrs under which this installation can be reached now. */
  listening: z.array(z.string()),
  /** Live connections, of contacts and others. */
  peers: z.int().nonnegative(),
  /** `offline`: no network interface but loopback, or the node does not run. */
  state: z.enum(['starting', 'online', 'offline']),
  /** Looks for contacts on the local network. */
  mdns: z.boolean(),
  contactsOnline: z.int().nonnegative(),
})
export type NetworkStatus = z.infer<typeof networkStatus>

export const networkMethods = {
  'network.status': method(empty, networkStatus),
  /** Connects to an installation, at most 15 s; `unreachable` if nobody answers. */
  'network.dial': method(z.strictObject({ multiaddr: text().min(1).max(512) }), empty),
}

export const networkTopics = {
  'network.updated': topic(z.strictObject({ network: networkStatus })),
}
