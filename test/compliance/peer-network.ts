import { afterEach, describe, expect, test } from 'vitest'
import { Fault } from '#shared/fault.ts'
import type { PeerId } from '#shared/ids.ts'
import {
  MAX_BUNDLE_BYTES,
  MAX_BUNDLE_REQUEST_BYTES,
  MAX_BUNDLE_REQUESTS,
  MAX_FRAME_BYTES,
  MAX_FRAME_STREAMS,
  type NetworkLimits,
} from '#engine/net/limits.ts'
import { peerIdFromKey } from '#engine/net/peer-id.ts'
import type { FrameReceiver, PeerNetwork, PeerNetworkEvents, PeerRoute } from '#engine/net/peer-network.ts'

export interface PeerNetworkWorld {
  /** A started network that can reach the others of this world. */
  create(): Promise<PeerNetwork>
  /** Ends everything that was created. */
  close(): Promise<void>
}

const NOBODY = peerIdFromKey(new Uint8Array(32).fill(0xee))

/** What every PeerNetwork has to do. `makeWorld` is called once per test. */
export function peerNetworkSuite(
  name: string,
  makeWorld: (limits: Partial<NetworkLimits>) => Promise<PeerNetworkWorld>,
): void {
  describe(name, () => {
    const worlds: PeerNetworkWorld[] = []
    afterEach(async () => {
      for (const world of worlds.splice(0)) await world.close()
    })

    const newWorld = async (limits: Partial<NetworkLimits> = {}) => {
      const world = await makeWorld(limits)
      worlds.push(world)
      return world
    }
    const twoApart = async (limits?: Partial<NetworkLimits>) => {
      const world = await newWorld(limits)
      return { world, a: await world.create(), b: await world.create() }
    }
    const two = async (limits?: Partial<NetworkLimits>) => {
      const apart = await twoApart(limits)
      await connect(apart.a, apart.b)
      return apart
    }

    describe('connections', () => {
      test('a connection is seen by both sides, once', async () => {
        const { a, b } = await twoApart()
        const events = [...watch(a, 'a'), ...watch(b, 'b')]
        const seen = once(b, 'connected')
        await connect(a, b)
        expect(await seen).toBe(a.peerId)
        expect([a.isConnected(b.peerId), b.isConnected(a.peerId)]).toEqual([true, true])
        expect([a.connectionCount(), b.connectionCount()]).toEqual([1, 1])
        await connect(a, b)
        expect(a.connectionCount()).toBe(1)
        expect(log(events)).toEqual(['a connected', 'b connected'])
      })

      test('many callers may connect to the same peer at once', async () => {
        const { a, b } = await twoApart()
        await Promise.all(Array.from({ length: 20 }, () => connect(a, b)))
        expect(a.isConnected(b.peerId)).toBe(true)
        expect(a.connectionCount()).toBe(1)
      })

      test('both sides may connect at once', async () => {
        const { a, b } = await twoApart()
        await Promise.all([connect(a, b), connect(b, a)])
        expect([a.isConnected(b.peerId), b.isConnected(a.peerId)]).toEqual([true, true])
        await sendAndReceive(a, b)
      })

      test('dial takes a whole multiaddr and names the peer', async () => {
        const { a, b } = await twoApart()
        expect(await a.dial(`${b.multiaddrs()[0]}/p2p/${b.peerId}`, soon())).toBe(b.peerId)
        expect(a.isConnected(b.peerId)).toBe(true)
      })

      test.each(['', 'x', '/ip4/127.0.0.1/tcp/1', '/ip4/127.0.0.1/udp/1/p2p/QmX', `/p2p/${NOBODY}`])(
        'dial refuses %j',
        async (multiaddr) => {
          const { a } = await twoApart()
          await expectFault(a.dial(multiaddr, soon()), 'invalid')
        },
      )

      test('nobody at the address: unreachable, without waiting for the signal', async () => {
        const { a, b } = await twoApart()
        await expectFault(a.connect({ peerId: NOBODY, multiaddrs: [] }, soon()), 'unreachable')
        await expectFault(
          a.connect({ peerId: NOBODY, multiaddrs: ['/ip4/127.0.0.1/tcp/1'] }, soon()),
          'unreachable',
        )
        await expectFault(a.connect({ peerId: NOBODY, multiaddrs: ['nonsense', ''] }, soon()), 'unreachable')
        // Somebody is there, but not the one who was asked for.
        await expectFault(a.connect({ peerId: NOBODY, multiaddrs: b.multiaddrs() }, soon()), 'unreachable')
        expect(a.isConnected(b.peerId)).toBe(false)
      })

      test('one right address among useless ones is found', async () => {
        const { a, b } = await twoApart()
        const multiaddrs = ['/ip4/127.0.0.1/tcp/1', 'nonsense', '/ip4/0.0.0.0/tcp/9', ...b.multiaddrs()]
        await a.connect({ peerId: b.peerId, multiaddrs }, soon())
        expect(a.isConnected(b.peerId)).toBe(true)
      })

      test('oneself and what is no PeerId are invalid', async () => {
        const { a } = await twoApart()
        await expectFault(a.connect(routeTo(a), soon()), 'invalid')
        await expectFault(a.connect({ peerId: 'x' as PeerId, multiaddrs: [] }, soon()), 'invalid')
      })

      test('an aborted signal rejects with its reason', async () => {
        const { a, b } = await twoApart()
        const reason = new Error('given up')
        const signal = AbortSignal.abort(reason)
        await expect(a.connect(routeTo(b), { signal })).rejects.toBe(reason)
        await connect(a, b)
        await expect(a.requestBundle(b.peerId, bytes(1), { signal })).rejects.toBe(reason)
        await expect(a.openFrames(b.peerId, { signal })).rejects.toBe(reason)
      })

      test('disconnect is seen by both sides, and they can meet again', async () => {
        const { a, b } = await two()
        const seen = Promise.all([once(a, 'disconnected'), once(b, 'disconnected')])
        await a.disconnect(b.peerId)
        expect(await seen).toEqual([b.peerId, a.peerId])
        expect([a.isConnected(b.peerId), b.isConnected(a.peerId)]).toEqual([false, false])
        await expectFault(a.requestBundle(b.peerId, bytes(1), soon()), 'unreachable')
        await expectFault(a.openFrames(b.peerId, soon()), 'unreachable')
        await connect(b, a)
        expect(a.isConnected(b.peerId)).toBe(true)
      })

      test('a peer that stops is seen to go; it is the same peer when it comes back', async () => {
        const { a, b } = await two()
        const { peerId } = b
        const gone = once(a, 'disconnected')
        await b.stop()
        expect(await gone).toBe(peerId)
        expect([b.connectionCount(), b.multiaddrs(), b.listening()]).toEqual([0, [], []])
        await b.stop()
        await b.start(new AbortController().signal)
        expect(b.peerId).toBe(peerId)
        await connect(a, b)
        await sendAndReceive(a, b)
      })

      test('a stopped network reaches nobody', async () => {
        const { a, b } = await two()
        const gone = once(a, 'disconnected')
        await a.stop()
        await gone
        await expectFault(a.connect(routeTo(b), soon()), 'unreachable')
        await expectFault(a.requestBundle(b.peerId, bytes(1), soon()), 'unreachable')
        await expectFault(a.openFrames(b.peerId, soon()), 'unreachable')
        await a.disconnect(b.peerId)
        a.reportAbuse(b.peerId)
      })

      test('a start that is called off throws the reason', async () => {
        const { a } = await twoApart()
        await a.stop()
        await expect(a.start(AbortSignal.abort(new Error('called off')))).rejects.toThrow('called off')
      })

      test('connections are told as a change', async () => {
        const { a, b } = await twoApart()
        const changed = once(a, 'changed')
        await connect(a, b)
        await changed
      })

      test('a listener that throws hurts nobody, and one that was taken back is not called', async () => {
        const { a, b } = await twoApart()
        a.on('connected', () => {
          throw new Error('in a listener')
        })
        const off = a.on('connected', () => expect.unreachable())
        off()
        const seen = once(a, 'connected')
        await connect(a, b)
        await seen
      })

      test('the third report of abuse closes the connection and keeps the peer out', async () => {
        const { a, b } = await two()
        a.reportAbuse(b.peerId)
        a.reportAbuse(b.peerId)
        expect(a.isConnected(b.peerId)).toBe(true)
        const gone = Promise.all([once(a, 'disconnected'), once(b, 'disconnected')])
        a.reportAbuse(b.peerId)
        await gone
        await expectFault(a.connect(routeTo(b), soon()), 'unreachable')
      })
    })

    describe('frames', () => {
      test('arrive whole, in order and with the sender’s name', async () => {
        const { a, b } = await two()
        const inbox = collect(b)
        const sender = await a.openFrames(b.peerId, soon())
        const sizes = [1, 2, 3, 200, 1024, 65_535, 65_536, 70_000, MAX_FRAME_BYTES, 1]
        for (const [i, size] of sizes.entries()) await sender.send([bytes(size, i)])
        await sender.close()
        const { from, frames } = await inbox
        expect(from).toBe(a.peerId)
        expect(frames.map(({ length }) => length)).toEqual(sizes)
        expect(frames.every((frame, i) => frame.every((byte) => byte === i))).toBe(true)
      })

      test('several in one send, several sends without waiting, and none', async () => {
        const { a, b } = await two()
        const inbox = collect(b)
        const sender = await a.openFrames(b.peerId, soon())
        await sender.send([])
        await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            sender.send(Array.from({ length: 10 }, (_, j) => number(10 * i + j))),
          ),
        )
        await sender.close()
        expect((await inbox).frames.map(toNumber)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
      })

      test('the caller may reuse its buffer, and the reader may write into its frames', async () => {
        const { a, b } = await two()
        const inbox = collect(b)
        const sender = await a.openFrames(b.peerId, soon())
        const buffer = bytes(8, 1)
        const sent = sender.send([buffer, buffer])
        buffer.fill(9)
        await sent
        await sender.close()
        const [first, second] = (await inbox).frames
        first?.fill(7)
        expect(second).toEqual(bytes(8, 1))
      })

      test('both directions and several streams do not mix', async () => {
        const { a, b } = await two()
        const inboxes = [collectAll(a, 1), collectAll(b, 2)]
        const senders = [
          await b.openFrames(a.peerId, soon()),
          await a.openFrames(b.peerId, soon()),
          await a.openFrames(b.peerId, soon()),
        ]
        for (let i = 0; i < 50; i++) {
          await Promise.all(senders.map((sender, n) => sender.send([number(1000 * n + i)])))
        }
        for (const sender of senders) await sender.close()
        const streams = (await Promise.all(inboxes)).flat().map((frames) => frames.map(toNumber))
        const expected = senders.map((_, n) => Array.from({ length: 50 }, (_, i) => 1000 * n + i))
        expect(streams.sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0))).toEqual(expected)
      })

      test.each([0, MAX_FRAME_BYTES + 1])(
        'a frame of %i bytes is invalid and spoils nothing',
        async (size) => {
          const { a, b } = await two()
          const inbox = collect(b)
          const sender = await a.openFrames(b.peerId, soon())
          await expectFault(sender.send([bytes(1), bytes(size)]), 'invalid')
          await sender.send([bytes(5)])
          await sender.close()
          expect((await inbox).frames.map(({ length }) => length)).toEqual([5])
        },
      )

      test('a reader that does not read holds the sender back; nothing is lost', async () => {
        const { a, b } = await two()
        const receiver = nextReceiver(b)
        b.onBundleRequest(async () => bytes(1))
        const sender = await a.openFrames(b.peerId, soon())
        const total = 400
        let accepted = 0
        const sending = (async () => {
          for (; accepted < total; accepted++) await sender.send([withNumber(accepted, 64 * 1024)])
        })()
        await settled(() => accepted, a, b)
        expect(accepted).toBeLessThan(total / 2)
        const numbers: number[] = []
        const { stream, done } = await receiver
        while (numbers.length < total) numbers.push(...((await stream.next()) ?? []).map(toNumber))
        await sending
        expect(numbers).toEqual(Array.from({ length: total }, (_, i) => i))
        done()
      })

      test('what was sent before a graceful close arrives, also at a reader who was behind', async () => {
        const { a, b } = await two()
        const receiver = nextReceiver(b)
        const sender = await a.openFrames(b.peerId, soon())
        for (let i = 0; i < 5; i++) await sender.send([withNumber(i, 40_000)])
        await sender.close()
        await sender.close()
        await expectFault(sender.send([bytes(1)]), 'unreachable')
        const { stream, done } = await receiver
        const numbers: number[] = []
        for (let frames = await stream.next(); frames !== null; frames = await stream.next()) {
          numbers.push(...frames.map(toNumber))
        }
        expect(numbers).toEqual([0, 1, 2, 3, 4])
        expect(await stream.next()).toBeNull()
        done()
      })

      test('the sender learns that the reader has aborted', async () => {
        const { a, b } = await two()
        const receiver = nextReceiver(b)
        const sender = await a.openFrames(b.peerId, soon())
        const ended = ending(sender)
        await sender.send([bytes(1)])
        const { stream } = await receiver
        stream.abort()
        expect(await stream.next()).toBeNull()
        await ended
        await expectFault(sender.send([bytes(1)]), 'unreachable')
        // Whoever asks afterwards is told at once.
        await ending(sender)
        await sender.close()
        sender.abort()
      })

      test('the reader learns that the sender has aborted', async () => {
        const { a, b } = await two()
        const receiver = nextReceiver(b)
        const sender = await a.openFrames(b.peerId, soon())
        const { stream } = await receiver
        sender.abort()
        await ending(sender)
        expect(await stream.next()).toBeNull()
      })

      test('a sender that waits for the reader is told when the stream ends', async () => {
        const { a, b } = await two()
        const receiver = nextReceiver(b)
        b.onBundleRequest(async () => bytes(1))
        const sender = await a.openFrames(b.peerId, soon())
        let accepted = 0
        const sending = (async () => {
          for (;;) {
            await sender.send([bytes(64 * 1024)])
            accepted += 1
          }
        })()
        await settled(() => accepted, a, b)
        const { stream } = await receiver
        stream.abort()
        await expectFault(sending, 'unreachable')
      })

      test.each(['returns', 'throws'])('a stream whose handler %s is closed', async (how) => {
        const { a, b } = await two()
        b.onFrames(async (receiver) => {
          await receiver.next()
          if (how === 'throws') throw new Error('in a handler')
        })
        const sender = await a.openFrames(b.peerId, soon())
        const ended = ending(sender)
        await sender.send([bytes(1)])
        await ended
        expect(a.isConnected(b.peerId)).toBe(true)
      })

      test('nobody handles frames: the stream does not open, or ends', async () => {
        const { a, b } = await two()
        await expectFault(
          a.openFrames(b.peerId, soon()).then(async (sender) => {
            await ending(sender)
            await sender.send([bytes(1)])
          }),
          'unreachable',
        )
      })

      test('a peer gets only so many streams, and a closed one makes room', async () => {
        const { a, b } = await two()
        const inbox = collectAll(b, MAX_FRAME_STREAMS + 1)
        const senders = []
        for (let i = 0; i < MAX_FRAME_STREAMS; i++) senders.push(await a.openFrames(b.peerId, soon()))
        await Promise.all(senders.map((sender, i) => sender.send([number(i)])))
        await expectFault(a.openFrames(b.peerId, soon()), 'unreachable')
        for (const sender of senders) await sender.close()
        b.onBundleRequest(async () => bytes(1))
        await a.requestBundle(b.peerId, bytes(1), soon())
        const another = await a.openFrames(b.peerId, soon())
        await another.close()
        expect(await inbox).toHaveLength(MAX_FRAME_STREAMS + 1)
      })

      test.each(['stops', 'disconnects'])('streams end when the sender %s', async (how) => {
        const { a, b } = await two()
        const receiver = nextReceiver(b)
        const sender = await a.openFrames(b.peerId, soon())
        const ended = ending(sender)
        await sender.send([bytes(3)])
        const { stream } = await receiver
        expect(await stream.next()).toEqual([bytes(3)])
        const end = stream.next()
        await (how === 'stops' ? a.stop() : a.disconnect(b.peerId))
        expect(await end).toBeNull()
        await ended
        await expectFault(sender.send([bytes(1)]), 'unreachable')
      })
    })

    describe('bundles', () => {
      test('the handler learns who asks and what, the asker gets the answer', async () => {
        const { a, b } = await two()
        const asked: unknown[] = []
        b.onBundleRequest(async (from, request) => {
          asked.push(from, request)
          return bytes(MAX_BUNDLE_BYTES, 5)
        })
        const answer = await a.requestBundle(b.peerId, bytes(MAX_BUNDLE_REQUEST_BYTES, 4), soon())
        expect(answer).toEqual(bytes(MAX_BUNDLE_BYTES, 5))
        expect(asked).toEqual([a.peerId, bytes(MAX_BUNDLE_REQUEST_BYTES, 4)])
      })

      test.each([
        ['null', async () => null],
        ['no bytes', async () => bytes(0)],
        ['too many bytes', async () => bytes(MAX_BUNDLE_BYTES + 1)],
        ['an error', () => Promise.reject(new Error('in a handler'))],
      ])('a handler that answers with %s refuses', async (_, handler) => {
        const { a, b } = await two()
        b.onBundleRequest(handler)
        expect(await a.requestBundle(b.peerId, bytes(1), soon())).toBeNull()
      })

      test('nobody handles bundles: refused', async () => {
        const { a, b } = await two()
        expect(await a.requestBundle(b.peerId, bytes(1), soon())).toBeNull()
      })

      test.each([0, MAX_BUNDLE_REQUEST_BYTES + 1])('a request of %i bytes is invalid', async (size) => {
        const { a, b } = await two()
        b.onBundleRequest(async () => bytes(1))
        await expectFault(a.requestBundle(b.peerId, bytes(size), soon()), 'invalid')
      })

      test('an answer that does not come in time: unreachable', async () => {
        const { a, b } = await two({ bundleDeadlineMs: 50 })
        b.onBundleRequest(() => new Promise(() => {}))
        await expectFault(a.requestBundle(b.peerId, bytes(1), soon()), 'unreachable')
        expect(a.isConnected(b.peerId)).toBe(true)
      })

      test('a signal ends the wait with its reason', async () => {
        const { a, b } = await two()
        const called = Promise.withResolvers<void>()
        b.onBundleRequest(() => {
          called.resolve()
          return new Promise(() => {})
        })
        const controller = new AbortController()
        const answer = a.requestBundle(b.peerId, bytes(1), { signal: controller.signal })
        const reason = new Error('given up')
        void called.promise.then(() => controller.abort(reason))
        await expect(answer).rejects.toBe(reason)
      })

      test('a connection that goes ends the wait', async () => {
        const { a, b } = await two()
        b.onBundleRequest(async () => {
          await b.disconnect(a.peerId)
          return bytes(1)
        })
        await expectFault(a.requestBundle(b.peerId, bytes(1), soon()), 'unreachable')
      })

      test('200 requests at once: each gets its answer, few are handled at a time', async () => {
        const { a, b } = await two()
        let now = 0
        let most = 0
        b.onBundleRequest(async (_, request) => {
          most = Math.max(most, ++now)
          await new Promise(setImmediate)
          now -= 1
          return request
        })
        const answers = await Promise.all(
          Array.from({ length: 200 }, (_, i) => a.requestBundle(b.peerId, number(i), soon())),
        )
        expect(answers.map((answer) => toNumber(answer ?? bytes(4)))).toEqual(
          Array.from({ length: 200 }, (_, i) => i),
        )
        expect(most).toBeLessThanOrEqual(MAX_BUNDLE_REQUESTS)
      })

      test('all peers together get only so many handlers', async () => {
        const world = await newWorld({ maxBundleHandlers: 2 })
        const b = await world.create()
        const gate = Promise.withResolvers<void>()
        const busy = Promise.withResolvers<void>()
        let handled = 0
        b.onBundleRequest(async () => {
          if (++handled === 2) busy.resolve()
          await gate.promise
          return bytes(1)
        })
        const askers = [await world.create(), await world.create(), await world.create()]
        for (const asker of askers) await connect(asker, b)
        const first = askers.slice(0, 2).map((asker) => asker.requestBundle(b.peerId, bytes(1), soon()))
        await busy.promise
        await expectFault(
          askers[2]?.requestBundle(b.peerId, bytes(1), soon()) ?? Promise.resolve(),
          'unreachable',
        )
        gate.resolve()
        expect(await Promise.all(first)).toEqual([bytes(1), bytes(1)])
      })
    })
  })
}

/** Long enough never to be what a test waits for. */
function soon(): { readonly signal: AbortSignal } {
  return { signal: AbortSignal.timeout(20_000) }
}

function routeTo(network: PeerNetwork): PeerRoute {
  return { peerId: network.peerId, multiaddrs: network.multiaddrs() }
}

async function connect(from: PeerNetwork, to: PeerNetwork): Promise<void> {
  const seen = to.isConnected(from.peerId) ? Promise.resolve() : once(to, 'connected')
  await from.connect(routeTo(to), soon())
  await seen
}

function once<E extends keyof PeerNetworkEvents>(
  network: PeerNetwork,
  event: E,
): Promise<Parameters<PeerNetworkEvents[E]>[0]> {
  return new Promise((resolve) => {
    const off = network.on(event, ((value?: PeerId) => {
      off()
      resolve(value as Parameters<PeerNetworkEvents[E]>[0])
    }) as PeerNetworkEvents[E])
  })
}

function watch(network: PeerNetwork, name: string): string[][] {
  const events: string[] = []
  network.on('connected', () => events.push(`${name} connected`))
  network.on('disconnected', () => events.push(`${name} disconnected`))
  return [events]
}

function log(events: readonly (readonly string[])[]): string[] {
  return events.flat()
}

async function expectFault(work: Promise<unknown>, code: string): Promise<void> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Fault)
  expect(error).toMatchObject({ code })
  // Neither names nor addresses, and nothing of the library behind it.
  expect((error as Fault).message).not.toMatch(/12D3|\/ip|tcp|\d/)
  expect((error as Fault).cause).toBeUndefined()
}

function ending(sender: { onEnd(listener: () => void): void }): Promise<void> {
  return new Promise((resolve) => sender.onEnd(resolve))
}

function collectAll(network: PeerNetwork, streams: number): Promise<Uint8Array[][]> {
  const inboxes: Promise<Uint8Array[]>[] = []
  return new Promise((resolve) => {
    network.onFrames((receiver) => {
      const inbox = readAll(receiver)
      inboxes.push(inbox)
      if (inboxes.length === streams) resolve(Promise.all(inboxes))
      return inbox.then(() => {})
    })
  })
}

function collect(network: PeerNetwork): Promise<{ readonly from: PeerId; readonly frames: Uint8Array[] }> {
  return new Promise((resolve) => {
    network.onFrames(async (receiver) => {
      resolve({ from: receiver.from, frames: await readAll(receiver) })
    })
  })
}

async function readAll(receiver: FrameReceiver): Promise<Uint8Array[]> {
  const all: Uint8Array[] = []
  for (let frames = await receiver.next(); frames !== null; frames = await receiver.next()) {
    expect(frames.length).toBeGreaterThan(0)
    all.push(...frames)
  }
  return all
}

/** The next inbound stream, to be read by the test; its handler goes on until `done`. */
function nextReceiver(network: PeerNetwork): Promise<{ readonly stream: FrameReceiver; done(): void }> {
  return new Promise((resolve) => {
    network.onFrames((stream) => new Promise((done) => resolve({ stream, done: () => done() })))
  })
}

async function sendAndReceive(from: PeerNetwork, to: PeerNetwork): Promise<void> {
  const inbox = collect(to)
  const sender = await from.openFrames(to.peerId, soon())
  await sender.send([bytes(100)])
  await sender.close()
  expect((await inbox).frames).toEqual([bytes(100)])
}

/** Waits until a value stays the same over several round trips on the same connection. */
async function settled(value: () => number, from: PeerNetwork, to: PeerNetwork): Promise<void> {
  for (let same = 0, before = -1; same < 3;) {
    for (let i = 0; i < 10; i++) await from.requestBundle(to.peerId, bytes(1), soon())
    same = value() === before ? same + 1 : 0
    before = value()
  }
}

function bytes(length: number, fill = 1): Uint8Array {
  return new Uint8Array(length).fill(fill)
}

function number(value: number): Uint8Array {
  return withNumber(value, 4)
}

function withNumber(value: number, length: number): Uint8Array {
  const out = bytes(length, 0)
  new DataView(out.buffer).setUint32(0, value)
  return out
}

function toNumber(frame: Uint8Array): number {
  return new DataView(frame.buffer, frame.byteOffset).getUint32(0)
}
