/*
 * A node in a process of its own. `once`: starts, prints how long it took to end and has to end by itself. `stay`:
 * prints its route and runs until it is killed.
 */
import { randomBytes } from 'node:crypto'
import { createLibp2pNetwork } from '#engine/net/index.ts'

const [mode, address] = process.argv.slice(2)
const network = createLibp2pNetwork({
  privateKey: randomBytes(32),
  listen: ['/ip4/127.0.0.1/tcp/0'],
  mdns: mode === 'once',
})
await network.start(new AbortController().signal)
if (mode === 'stay') {
  process.stdout.write(`${JSON.stringify({ peerId: network.peerId, multiaddrs: network.multiaddrs() })}\n`)
} else {
  const peer = await network.dial(address ?? '', { signal: AbortSignal.timeout(20_000) })
  await network.requestBundle(peer, Uint8Array.of(1), { signal: AbortSignal.timeout(20_000) })
  const sender = await network.openFrames(peer, { signal: AbortSignal.timeout(20_000) })
  await sender.send([Uint8Array.of(1)])
  const asked = performance.now()
  await network.stop()
  process.on('exit', () => process.stdout.write(`${Math.round(performance.now() - asked)}\n`))
}
