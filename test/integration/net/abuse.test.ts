import { randomBytes } from 'node:crypto'
import { connect as connectTcp } from 'node:net'
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { concat, u32be } from '#shared/bytes.ts'
import type { PeerId } from '#shared/ids.ts'
import { createLibp2pNetwork } from '#engine/net/index.ts'
import {
  MAX_BUNDLE_BYTES,
  MAX_BUNDLE_REQUEST_BYTES,
  MAX_CONNECTIONS_PER_PEER,
  MAX_FRAME_BYTES,
  MAX_FRAME_STREAMS,
  MAX_PENDING_PER_HOST,
} from '#engine/net/limits.ts'
import type { PeerNetwork } from '#engine/net/peer-network.ts'
import { BUNDLE, connectRaw, createRawNode, ended, FRAMES, peerIdOf, reset, routeToRaw } from './raw-node.ts'

/*
 * A peer that speaks libp2p and breaks Sotto's protocols (ABUSE-CASES W3, W4, W5, W11, W12). The oracle is the same
 * everywhere: the stream is reset, whole frames before the violation are all that is handed over, the node goes on
 * serving others.
 */

const soon = () => ({ signal: AbortSignal.timeout(20_000) })
const limits = { partialFrameMs: 50, bundleDeadlineMs: 200 }

let node: PeerNetwork
let raw: Libp2p
let frames: Uint8Array[]
let requests: Uint8Array[]
const others: { stop(): Promise<void> | void }[] = []

async function startNode(): Promise<PeerNetwork> {
  const listen = ['/ip4/127.0.0.1/tcp/0']
  const network = createLibp2pNetwork({ privateKey: randomBytes(32), listen, mdns: false, limits })
  others.push(network)
  await network.start(new AbortController().signal)
  return network
}

async function startRaw(): Promise<Libp2p> {
  const started = await createRawNode()
  others.push(started)
  return started
}

beforeEach(async () => {
  node = await startNode()
  raw = await startRaw()
  frames = []
  requests = []
  node.onFrames(async (receiver) => {
    for (let some = await receiver.next(); some !== null; some = await receiver.next()) frames.push(...some)
  })
  node.onBundleRequest(async (_, request) => {
    requests.push(request)
    return Uint8Array.of(1)
  })
})

afterEach(async () => {
  for (const other of others.splice(0).toReversed()) await other.stop()
})

/** Another, honest node is still served. */
async function expectServing(): Promise<void> {
  const honest = await startNode()
  await honest.connect({ peerId: node.peerId, multiaddrs: node.multiaddrs() }, soon())
  expect(await honest.requestBundle(node.peerId, Uint8Array.of(7), soon())).toEqual(Uint8Array.of(1))
}

function gone(peer: PeerId): Promise<void> {
  return new Promise((resolve) => {
    node.on('disconnected', (who) => {
      if (who === peer) resolve()
    })
  })
}

async function open(connection: Connection, protocol: string): Promise<Stream> {
  const stream = await connection.newStream(protocol)
  // Without a listener libp2p would keep what the other side sends, its end included.
  stream.addEventListener('message', () => {})
  return stream
}

const WHOLE = concat(u32be(3), Uint8Array.of(1, 2, 3))

describe('frames', () => {
  test.each([
    ['length 0', u32be(0)],
    ['one byte too long', u32be(MAX_FRAME_BYTES + 1)],
    ['2^31', u32be(2 ** 31)],
    ['2^32 - 1', u32be(2 ** 32 - 1)],
    ['text', new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n')],
  ])('%s: the stream is reset, what came before it is read', async (_, junk) => {
    const stream = await open(await connectRaw(raw, node), FRAMES)
    const over = reset(stream)
    stream.send(concat(WHOLE, junk))
    await over
    expect(frames).toEqual([Uint8Array.of(1, 2, 3)])
    expect(node.isConnected(peerIdOf(raw))).toBe(true)
    await expectServing()
  })

  test('the third violation closes the connection, and the peer is kept out', async () => {
    const connection = await connectRaw(raw, node)
    const out = gone(peerIdOf(raw))
    for (let i = 0; i < 3; i++) {
      const stream = await open(connection, FRAMES)
      const over = ended(stream)
      stream.send(u32be(0))
      await over
    }
    await out
    // Noise is done before the PeerId is known, so the dial may seem to succeed for a moment.
    const back = await connectRaw(raw, node).catch(() => null)
    if (back !== null && back.status === 'open') {
      await new Promise((resolve) => back.addEventListener('close', resolve, { once: true }))
    }
    expect(node.isConnected(peerIdOf(raw))).toBe(false)
    await expectServing()
  })

  test.each([
    ['the length', Uint8Array.of(0)],
    ['a frame of 64 KiB', concat(u32be(65_536), Uint8Array.of(1))],
  ])('W4: %s that does not become whole in time resets the stream, without blame', async (_, start) => {
    const connection = await connectRaw(raw, node)
    for (let i = 0; i < 4; i++) {
      const stream = await open(connection, FRAMES)
      const over = reset(stream)
      stream.send(concat(WHOLE, start))
      await over
    }
    expect(frames).toHaveLength(4)
    expect(node.isConnected(peerIdOf(raw))).toBe(true)
  })

  test('W1: a stream that ends inside a frame hands over the whole frames', async () => {
    const stream = await open(await connectRaw(raw, node), FRAMES)
    const over = ended(stream)
    stream.send(concat(WHOLE, u32be(10), Uint8Array.of(1)))
    await stream.close()
    await over
    await expectServing()
    expect(frames).toEqual([Uint8Array.of(1, 2, 3)])
  })

  test('W11: a thousand streams at once are reset beyond the limit', async () => {
    const connection = await connectRaw(raw, node)
    const opened = await Promise.all(
      Array.from({ length: 1000 }, () => connection.newStream(FRAMES).catch(() => null)),
    )
    expect(opened.filter((stream) => stream?.status === 'open').length).toBeLessThanOrEqual(MAX_FRAME_STREAMS)
    await expectServing()
  })

  test('W12: a megabyte of junk in small writes', async () => {
    const stream = await open(await connectRaw(raw, node), FRAMES)
    const over = ended(stream)
    for (let i = 0; i < 1000 && stream.status === 'open'; i++) stream.send(randomBytes(1024))
    await over
    await expectServing()
  })

  test('a receiver that writes back loses the stream', async () => {
    await raw.handle(FRAMES, (stream) => void stream.send(Uint8Array.of(1)))
    await node.connect(routeToRaw(raw), soon())
    const sender = await node.openFrames(peerIdOf(raw), soon())
    await new Promise<void>((resolve) => sender.onEnd(resolve))
  })
})

describe('bundles, asked wrongly', () => {
  test.each([
    ['length 0', u32be(0)],
    ['one byte too long', u32be(MAX_BUNDLE_REQUEST_BYTES + 1)],
    ['2^32 - 1', u32be(2 ** 32 - 1)],
    ['W5: bytes after the request', concat(WHOLE, Uint8Array.of(9))],
    ['W5: two requests', concat(WHOLE, WHOLE)],
  ])('%s: reset, and the handler does not hear of it', async (_, junk) => {
    const stream = await open(await connectRaw(raw, node), BUNDLE)
    const over = reset(stream)
    stream.send(junk)
    await over
    expect(requests).toEqual([])
    await expectServing()
  })

  test.each([
    ['nothing', new Uint8Array(0)],
    ['half a request', concat(u32be(40), Uint8Array.of(1))],
    ['a request without an end', WHOLE],
  ])('%s: reset at the deadline', async (_, start) => {
    const stream = await open(await connectRaw(raw, node), BUNDLE)
    const over = reset(stream)
    if (start.length > 0) stream.send(start)
    await over
    expect(requests).toEqual([])
  })

  test('the end in place of a request: reset', async () => {
    const stream = await open(await connectRaw(raw, node), BUNDLE)
    const over = reset(stream)
    await stream.close()
    await over
  })
})

describe('bundles, answered wrongly', () => {
  test.each([
    ['one byte too long', u32be(MAX_BUNDLE_BYTES + 1)],
    ['2^32 - 1', u32be(2 ** 32 - 1)],
    ['bytes after the answer', concat(WHOLE, Uint8Array.of(9))],
    ['half an answer', concat(u32be(100), Uint8Array.of(9))],
    ['no answer, only the end', new Uint8Array(0)],
  ])('%s: unreachable', async (_, junk) => {
    await raw.handle(BUNDLE, async (stream) => {
      if (junk.length > 0) stream.send(junk)
      await stream.close()
    })
    await node.connect(routeToRaw(raw), soon())
    await expect(node.requestBundle(peerIdOf(raw), Uint8Array.of(1), soon())).rejects.toMatchObject({
      code: 'unreachable',
    })
  })

  test.each([
    ['never', () => {}],
    ['with an answer and no end', (stream: Stream) => void stream.send(WHOLE)],
  ])('%s: unreachable at the deadline', async (_, handler) => {
    await raw.handle(BUNDLE, handler)
    await node.connect(routeToRaw(raw), soon())
    await expect(node.requestBundle(peerIdOf(raw), Uint8Array.of(1), soon())).rejects.toMatchObject({
      code: 'unreachable',
    })
  })

  test('a peer without the protocol: unreachable', async () => {
    await node.connect(routeToRaw(raw), soon())
    const asked = node.requestBundle(peerIdOf(raw), Uint8Array.of(1), soon())
    await expect(asked).rejects.toMatchObject({ code: 'unreachable' })
  })
})

describe('connections', () => {
  const port = () => Number(node.multiaddrs()[0]?.split('/').at(-1))

  test('W11: half-open connections of one host are few, the others are closed', async () => {
    const sockets = Array.from({ length: 200 }, () => connectTcp({ host: '127.0.0.1', port: port() }))
    let open = sockets.length
    await new Promise<void>((resolve) => {
      for (const socket of sockets) {
        socket.on('error', () => {})
        socket.on('close', () => {
          if (--open === MAX_PENDING_PER_HOST) resolve()
        })
      }
    })
    expect(node.connectionCount()).toBe(0)
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    for (const socket of sockets) socket.destroy()
    await Promise.all(closed.filter((_, i) => sockets[i]?.closed === false))
  })

  test('one peer gets only so many connections', async () => {
    const { promise: full, resolve } = Promise.withResolvers<void>()
    let refused = 0
    const attempts = 2 * MAX_CONNECTIONS_PER_PEER
    for (let i = 0; i < attempts; i++) {
      // One after the other: libp2p would join dials to the same peer that run at the same time.
      const connection = await connectRaw(raw, node, { force: true }).catch(() => null)
      const refuse = () => {
        if (++refused === attempts - MAX_CONNECTIONS_PER_PEER) resolve()
      }
      if (connection === null || connection.status !== 'open') refuse()
      else connection.addEventListener('close', refuse, { once: true })
    }
    await full
    expect(node.connectionCount()).toBe(MAX_CONNECTIONS_PER_PEER)
  })

  test('junk in place of Noise: closed, and the node goes on', async () => {
    for (const junk of [
      randomBytes(10_000),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.alloc(70_000, 0xff),
    ]) {
      const socket = connectTcp({ host: '127.0.0.1', port: port() }, () => socket.end(junk))
      socket.on('error', () => {})
      await new Promise((resolve) => socket.once('close', resolve))
    }
    await expectServing()
  })

  test('identify tells neither version nor machine, and only addresses worth telling', async () => {
    const identified = new Promise<{ agentVersion?: string; listenAddrs: unknown[] }>((resolve) => {
      raw.addEventListener('peer:identify', ({ detail }) => resolve(detail))
    })
    await connectRaw(raw, node)
    const { agentVersion, listenAddrs } = await identified
    expect(agentVersion).toBe('sotto')
    expect(listenAddrs.map(String)).toEqual(node.multiaddrs())
  })
})
