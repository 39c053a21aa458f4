import { identify } from '@libp2p/identify'
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { PeerId } from '#shared/ids.ts'
import type { PeerNetwork } from '#engine/net/peer-network.ts'

export const FRAMES = '/sotto/frames/1'
export const BUNDLE = '/sotto/bundle/1'

/** A libp2p node that speaks everything below Sotto's protocols correctly and has none of Sotto's manners. */
export function createRawNode(): Promise<Libp2p> {
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify() },
    connectionMonitor: { enabled: false },
  })
}

export function connectRaw(
  raw: Libp2p,
  to: PeerNetwork,
  options: { force?: boolean } = {},
): Promise<Connection> {
  return raw.dial(multiaddr(`${to.multiaddrs()[0]}/p2p/${to.peerId}`), options)
}

export function peerIdOf(raw: Libp2p): PeerId {
  return raw.peerId.toString() as PeerId
}

export function routeToRaw(raw: Libp2p): { peerId: PeerId; multiaddrs: string[] } {
  const multiaddrs = raw.getMultiaddrs().map((address) => address.toString().split('/p2p/')[0] ?? '')
  return { peerId: peerIdOf(raw), multiaddrs }
}

/** Resolves when the other side has reset the stream. */
export function reset(stream: Stream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.status === 'reset') resolve()
    stream.addEventListener('close', () => {
      if (stream.status === 'reset') resolve()
    })
  })
}

/** Resolves when the stream has ended in whatever way. */
export function ended(stream: Stream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.status !== 'open') resolve()
    stream.addEventListener('close', () => resolve())
  })
}
