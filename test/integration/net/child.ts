/*
 * Nodes in a process of their own. `once`: dials an address, uses it and stops. `both`: two nodes that know each other
 * stop one right after the other. Both print how long the process went on after that and have to end by themselves.
 * `stay`: prints its route and runs until it is killed.
 */
import { randomBytes } from 'node:crypto'
import { createLibp2pNetwork } from '#engine/net/index.ts'
import type { PeerNetwork } from '#engine/net/peer-network.ts'

const [mode, address] = process.argv.slice(2)
const soon = () => ({ signal: AbortSignal.timeout(20_000) })

async function start(mdns: boolean): Promise<PeerNetwork> {
  const listen = ['/ip4/127.0.0.1/tcp/0']
  const network = createLibp2pNetwork({ privateKey: randomBytes(32), listen, mdns })
  await network.start(new AbortController().signal)
  return network
}

async function stop(...networks: readonly PeerNetwork[]): Promise<void> {
  const asked = performance.now()
  for (const network of networks) await network.stop()
  process.on('exit', () => process.stdout.write(`${Math.round(performance.now() - asked)}\n`))
}

const network = await start(mode !== 'stay')
if (mode === 'stay') {
  process.stdout.write(`${JSON.stringify({ peerId: network.peerId, multiaddrs: network.multiaddrs() })}\n`)
} else if (mode === 'both') {
  const other = await start(true)
  await other.connect({ peerId: network.peerId, multiaddrs: network.multiaddrs() }, soon())
  await other.requestBundle(network.peerId, Uint8Array.of(1), soon())
  await stop(network, other)
} else {
  const peer = await network.dial(address ?? '', soon())
  await network.requestBundle(peer, Uint8Array.of(1), soon())
  const sender = await network.openFrames(peer, soon())
  await sender.send([Uint8Array.of(1)])
  await stop(network)
}
