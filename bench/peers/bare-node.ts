import { noise } from '@libp2p/noise'
import { identify } from '@libp2p/identify'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'

/**
 * The bound for starting and for sending: a libp2p node with the same transport and encryption and nothing else. It
 * prints `ready ADDRESS`, and echoes whatever arrives on /bare/echo/1.
 */
const node = await createLibp2p({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: { identify: identify() },
})
await node.handle('/bare/echo/1', (stream) => {
  stream.addEventListener('message', (event) => {
    stream.send(event.data)
  })
})
process.stdout.write(`ready ${String(node.getMultiaddrs()[0])}\n`)
process.stdin.on('end', () => process.exit(0)).resume()
