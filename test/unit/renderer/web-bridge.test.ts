import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws'
import type { BridgeEvent } from '#contract/bridge.ts'
import type { SessionState } from '#renderer/state/session.ts'
import { createWebBridge, type WebBridgeInit } from '#renderer/state/web-bridge.ts'

interface Asked {
  readonly id: string
  readonly method: string
  readonly params: unknown
}

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** A host that answers what `answer` returns; undefined leaves a request unanswered. */
async function startHost(answer: (asked: Asked) => object | undefined = () => ({ result: {} }), port = 0) {
  const server = new WebSocketServer({ host: '127.0.0.1', port })
  await once(server, 'listening')
  const asked: Asked[] = []
  const sockets = new Set<ServerSocket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data: Buffer) => {
      const request = JSON.parse(data.toString('utf8')) as Asked
      asked.push(request)
      const body = answer(request)
      if (body) socket.send(JSON.stringify({ jsonrpc: '2.0', id: request.id, ...body }))
    })
  })
  const stop = async () => {
    for (const socket of sockets) socket.terminate()
    await new Promise((resolve) => server.close(resolve))
  }
  closers.push(stop)
  return {
    server,
    asked,
    sockets,
    stop,
    port: (server.address() as AddressInfo).port,
    say: (text: string) => {
      for (const socket of sockets) socket.send(text)
    },
  }
}

function bridgeTo(port: number, init: Partial<WebBridgeInit> = {}) {
  const bridge = createWebBridge({
    connect: () => new WebSocket(`ws://127.0.0.1:${port}/rpc`),
    session: async () => 'open',
    onDenied: () => undefined,
    delay: () => 1,
    ...init,
  })
  closers.push(() => bridge.close())
  return bridge
}

/** Resolves when the bridge says that the connection is as asked. */
const connection = (bridge: ReturnType<typeof bridgeTo>, wanted: boolean) =>
  new Promise<void>((resolve) => {
    const stop = bridge.onConnection((connected) => {
      if (connected !== wanted) return
      stop()
      resolve()
    })
  })

test('requests wait for the connection and get their own answers', async () => {
  const host = await startHost(({ method }) => ({ result: { method } }))
  const bridge = bridgeTo(host.port)
  const replies = await Promise.all([
    bridge.request('profile.status', {}),
    bridge.request('network.status', {}),
  ])
  expect(replies).toEqual([
    { ok: true, result: { method: 'profile.status' } },
    { ok: true, result: { method: 'network.status' } },
  ])
})

test('an error keeps its code', async () => {
  const error = { code: -32_000, message: 'Locked.', data: { code: 'locked' } }
  const host = await startHost(() => ({ error }))
  const reply = await bridgeTo(host.port).request('profile.get', {})
  expect(reply).toEqual({ ok: false, error: { code: 'locked', message: 'Locked.' } })
})

test('events reach their listeners, junk reaches nobody', async () => {
  const host = await startHost()
  const bridge = bridgeTo(host.port)
  await bridge.request('profile.status', {})
  const heard = new Promise<BridgeEvent>((resolve) => bridge.onEvent(resolve))
  host.say('not json')
  host.say('{"jsonrpc":"2.0","id":"99","result":{}}')
  host.say('{"jsonrpc":"2.0","method":"no.such.topic","params":{"seq":1}}')
  host.say('{"jsonrpc":"2.0","method":"network.updated","params":{"seq":3,"network":{}}}')
  expect(await heard).toEqual({ topic: 'network.updated', seq: 3, payload: { network: {} } })
})

test('a lost connection answers what was pending, comes back, and subscribes again before it says so', async () => {
  const host = await startHost(({ method }) =>
    method === 'messages.send' ? undefined : { result: { seq: {} } },
  )
  const bridge = bridgeTo(host.port)
  await bridge.request('events.subscribe', { topics: ['message.added'] })
  const lost = connection(bridge, false)
  const pending = bridge.request('messages.send', {})
  await expect.poll(() => host.asked.at(-1)?.method).toBe('messages.send')
  for (const socket of host.sockets) socket.terminate()
  expect(await pending).toMatchObject({ ok: false, error: { code: 'unreachable' } })
  await lost
  await connection(bridge, true)
  expect(host.asked.at(-1)).toMatchObject({
    method: 'events.subscribe',
    params: { topics: ['message.added'] },
  })
  expect(await bridge.request('profile.status', {})).toMatchObject({ ok: true })
})

test('the host may be away for several attempts', async () => {
  const first = await startHost()
  const sessions: SessionState[] = []
  const bridge = bridgeTo(first.port, {
    session: async () => {
      const state = sessions.length < 3 ? 'unreachable' : 'open'
      sessions.push(state)
      return state
    },
  })
  await bridge.request('profile.status', {})
  const back = connection(bridge, true)
  await first.stop()
  await startHost(undefined, first.port)
  await back
  expect(sessions).toEqual(['unreachable', 'unreachable', 'unreachable', 'open'])
})

test('a host that knows the page no more ends it, once', async () => {
  const host = await startHost()
  let denied = 0
  const told = Promise.withResolvers<void>()
  const bridge = bridgeTo(host.port, {
    session: async () => 'denied',
    onDenied: () => {
      denied++
      told.resolve()
    },
  })
  await bridge.request('profile.status', {})
  for (const socket of host.sockets) socket.terminate()
  await told.promise
  expect(await bridge.request('profile.status', {})).toMatchObject({
    ok: false,
    error: { code: 'unreachable' },
  })
  expect(denied).toBe(1)
  expect(host.sockets.size).toBe(0)
})

test('closing answers what waits and leaves no connection', async () => {
  const host = await startHost(() => undefined)
  const bridge = bridgeTo(host.port)
  const pending = bridge.request('profile.status', {})
  await expect.poll(() => host.asked.length).toBe(1)
  bridge.close()
  expect(await pending).toMatchObject({ ok: false, error: { code: 'unreachable' } })
})
