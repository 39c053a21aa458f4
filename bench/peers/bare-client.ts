import { multiaddr } from '@multiformats/multiaddr'
import { noise } from '@libp2p/noise'
import { identify } from '@libp2p/identify'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'

/** Prints the round-trip times, in milliseconds, of `COUNT` echoes of `BYTES` bytes over one open stream. */
const [address = '', bytes = '200', count = '100'] = process.argv.slice(2)
const node = await createLibp2p({
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: { identify: identify() },
})
const stream = await node.dialProtocol(multiaddr(address), '/bare/echo/1')
const payload = new Uint8Array(Number(bytes)).fill(7)
const times: number[] = []
for (let i = 0; i < Number(count); i++) {
  const started = performance.now()
  await new Promise<void>((resolve) => {
    let left = payload.length
    const hear = (event: { data: { byteLength: number } }) => {
      left -= event.data.byteLength
      if (left > 0) return
      stream.removeEventListener('message', hear)
      resolve()
    }
    stream.addEventListener('message', hear)
    stream.send(payload)
  })
  times.push(performance.now() - started)
  // As far apart as the messages that it is compared with: a busy loop would be warmer than a person's typing.
  await new Promise((resolve) => setTimeout(resolve, 5))
}
process.stdout.write(`${JSON.stringify(times)}\n`, () => process.exit(0))
