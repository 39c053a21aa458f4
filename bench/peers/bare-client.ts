import { createInterface } from 'node:readline'
import { multiaddr } from '@multiformats/multiaddr'
import { noise } from '@libp2p/noise'
import { identify } from '@libp2p/identify'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'

/**
 * The other end of bare-node: for each line on stdin, one echo of that many bytes over one open stream, and then a line
 * on stdout with the milliseconds that the echo took as seen from inside.
 */
const node = await createLibp2p({
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: { identify: identify() },
})
const stream = await node.dialProtocol(multiaddr(process.argv[2] ?? ''), '/bare/echo/1')
let left = 0
let started = 0
stream.addEventListener('message', (event) => {
  left -= event.data.byteLength
  if (left === 0) process.stdout.write(`${performance.now() - started}\n`)
})
createInterface({ input: process.stdin })
  .on('line', (line) => {
    left = Number(line)
    started = performance.now()
    stream.send(new Uint8Array(left).fill(7))
  })
  .on('close', () => process.exit(0))
process.stdout.write('ready\n')
