import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import type { InterfaceAddress } from '#engine/net/addresses.ts'
import { announcement } from '#engine/net/discovery/record.ts'
import { createLibp2pNetwork, peerIdFromKey } from '#engine/net/index.ts'
import type { PeerNetwork, PeerRoute } from '#engine/net/peer-network.ts'
import { MulticastBus } from '#test/kit/multicast-bus.ts'

const LO: InterfaceAddress = { name: 'lo', host: '127.0.0.1', prefix: 8, family: 'ip4', internal: true }
const networks: PeerNetwork[] = []

afterEach(async () => {
  for (const network of networks.splice(0)) await network.stop()
})

function create(bus: MulticastBus, log: string[] = []): PeerNetwork {
  const network = createLibp2pNetwork({
    privateKey: randomBytes(32),
    listen: ['/ip4/127.0.0.1/tcp/0'],
    interfaces: () => [LO],
    openMulticast: bus.open,
    log: (event) => log.push(event),
  })
  networks.push(network)
  return network
}

function discovery(network: PeerNetwork, peer: string): Promise<PeerRoute> {
  return new Promise((resolve) => {
    network.on('discovered', (route) => {
      if (route.peerId === peer) resolve(route)
    })
  })
}

const never = new AbortController().signal
const soon = () => ({ signal: AbortSignal.timeout(20_000) })

describe('local discovery with multicast in memory', () => {
  test('two nodes hear of each other, and one connects knowing no address', async () => {
    const bus = new MulticastBus()
    const [a, b] = [create(bus), create(bus)]
    const heard = Promise.all([discovery(a, b.peerId), discovery(b, a.peerId)])
    await a.start(never)
    await b.start(never)
    expect((await heard).map(({ multiaddrs }) => multiaddrs)).toEqual([b.multiaddrs(), a.multiaddrs()])
    await a.connect({ peerId: b.peerId, multiaddrs: [] }, soon())
    expect(a.isConnected(b.peerId)).toBe(true)
  })

  test('an old address in the route is made good by what the local network says', async () => {
    const bus = new MulticastBus()
    const [a, b] = [create(bus), create(bus)]
    const heard = discovery(a, b.peerId)
    await a.start(never)
    await b.start(never)
    await heard
    await a.connect({ peerId: b.peerId, multiaddrs: ['/ip4/127.0.0.1/tcp/1'] }, soon())
  })

  test('a neighbour who announces somebody else’s PeerId gets no connection in that name', async () => {
    const bus = new MulticastBus()
    const [a, mallory] = [create(bus), create(bus)]
    const victim = peerIdFromKey(randomBytes(32))
    const heard = discovery(a, victim)
    await a.start(never)
    await mallory.start(never)
    bus.inject('127.0.0', announcement('x', victim, mallory.multiaddrs()), '127.0.0.1')
    expect((await heard).multiaddrs).toEqual(mallory.multiaddrs())
    await expect(a.connect({ peerId: victim, multiaddrs: [] }, soon())).rejects.toMatchObject({
      code: 'unreachable',
    })
    expect([a.isConnected(victim), a.isConnected(mallory.peerId)]).toEqual([false, false])
  })

  test('multicast that fails is noted once, and the node works without it', async () => {
    const bus = new MulticastBus()
    const log: string[] = []
    const [a, b] = [create(bus, log), create(bus)]
    await a.start(never)
    await b.start(never)
    bus.fail('127.0.0')
    await b.connect({ peerId: a.peerId, multiaddrs: a.multiaddrs() }, soon())
    expect(log.filter((event) => event === 'net-mdns-unavailable')).toHaveLength(1)
    expect(bus.sockets).toEqual([])
  })

  test('a stopped node leaves the network', async () => {
    const bus = new MulticastBus()
    const a = create(bus)
    await a.start(never)
    expect(bus.sockets).toEqual(['127.0.0.1'])
    await a.stop()
    expect(bus.sockets).toEqual([])
  })
})
