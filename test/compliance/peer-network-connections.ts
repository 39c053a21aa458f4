import { describe, expect, test } from 'vitest'
import type { PeerId } from '#shared/ids.ts'
import {
  soon,
  routeTo,
  connect,
  once,
  watch,
  log,
  expectFault,
  sendAndReceive,
  bytes,
  NOBODY,
  type PeerNetworkTests,
} from './peer-network-kit.ts'

export function connectionsSuite({ twoApart, two }: PeerNetworkTests): void {
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
}
