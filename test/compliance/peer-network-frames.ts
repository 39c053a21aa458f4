import { describe, expect, test } from 'vitest'
import { MAX_FRAME_BYTES, MAX_FRAME_STREAMS } from '#engine/net/limits.ts'
import {
  soon,
  expectFault,
  ending,
  collectAll,
  collect,
  nextReceiver,
  settled,
  toNumber,
  bytes,
  number,
  withNumber,
  type PeerNetworkTests,
} from './peer-network-kit.ts'

export function framesSuite({ two }: PeerNetworkTests): void {
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
      expect(streams.toSorted((x, y) => (x[0] ?? 0) - (y[0] ?? 0))).toEqual(expected)
    })

    test.each([0, MAX_FRAME_BYTES + 1])('a frame of %i bytes is invalid and spoils nothing', async (size) => {
      const { a, b } = await two()
      const inbox = collect(b)
      const sender = await a.openFrames(b.peerId, soon())
      await expectFault(sender.send([bytes(1), bytes(size)]), 'invalid')
      await sender.send([bytes(5)])
      await sender.close()
      expect((await inbox).frames.map(({ length }) => length)).toEqual([5])
    })

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
}
