import { describe, expect, test } from 'vitest'
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_REQUEST_BYTES, MAX_BUNDLE_REQUESTS } from '#engine/net/limits.ts'
import {
  soon,
  connect,
  expectFault,
  bytes,
  number,
  toNumber,
  type PeerNetworkTests,
} from './peer-network-kit.ts'

export function bundlesSuite({ newWorld, two }: PeerNetworkTests): void {
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
}
