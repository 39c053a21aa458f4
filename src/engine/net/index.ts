import { Libp2pNetwork } from './libp2p-network.ts'
import type { Libp2pNetworkInit } from './libp2p-network-init.ts'
import type { PeerNetwork } from './peer-network.ts'

export type { Libp2pNetworkInit } from './libp2p-network-init.ts'
export { parsePeerId, peerIdFromKey, peerIdFromPeerKey, peerKeyOf, publicKeyOf } from './peer-id.ts'

/** libp2p itself is loaded when the network starts, not when this is called or imported. */
export function createLibp2pNetwork(init: Libp2pNetworkInit): PeerNetwork {
  return new Libp2pNetwork(init)
}
