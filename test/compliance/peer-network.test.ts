import { randomBytes } from 'node:crypto'
import { createLibp2pNetwork } from '#engine/net/index.ts'
import type { PeerNetwork } from '#engine/net/peer-network.ts'
import { createMemoryHub } from '#test/kit/memory-network.ts'
import { peerNetworkSuite } from './peer-network.ts'

const never = new AbortController().signal

peerNetworkSuite('PeerNetwork on libp2p', async (limits) => {
  const networks: PeerNetwork[] = []
  return {
    async create() {
      const listen = ['/ip4/127.0.0.1/tcp/0']
      const network = createLibp2pNetwork({ privateKey: randomBytes(32), listen, mdns: false, limits })
      networks.push(network)
      await network.start(never)
      return network
    },
    close: async () => void (await Promise.all(networks.map((network) => network.stop()))),
  }
})

for (const latency of [0, 1]) {
  peerNetworkSuite(`PeerNetwork in memory, latency ${latency} ms`, async (limits) => {
    const hub = createMemoryHub({ latency, limits })
    const networks: PeerNetwork[] = []
    return {
      async create() {
        const network = hub.network(`node ${networks.length}`)
        networks.push(network)
        await network.start(never)
        return network
      },
      close: async () => void (await Promise.all(networks.map((network) => network.stop()))),
    }
  })
}
