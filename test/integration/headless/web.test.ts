import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { WebSocket } from 'ws'
import { startWebServer } from '#headless/web/web-server.ts'
import { engineDouble } from '#test/kit/headless/engine-double.ts'
import { request, startSotto } from '#test/kit/headless/sotto-process.ts'
import { ask, askRaw, openSocket, rendererFolder } from '#test/kit/headless/web-client.ts'
import { settled } from '#test/kit/settled.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

async function start() {
  const engine = engineDouble()
  let now = 0
  const server = await startWebServer({
    engine,
    port: 0,
    rendererDir: await rendererFolder(),
    now: () => now,
  })
  onTestFinished(() => server.stop())
  const port = Number(new URL(server.origin).port)
  const token = new URLSearchParams(new URL(server.url).hash.slice(1)).get('token') ?? ''
  const session = (given: string) =>
    ask(port, { path: '/session', headers: { authorization: `Bearer ${given}` } })
  return {
    ...{ engine, server, port, token, session, origin: server.origin },
    later: (ms: number) => {
      now += ms
    },
    async socket(): Promise<WebSocket> {
      const socket = await openSocket(port, {
        protocols: [`sotto.${token}`],
        headers: { origin: server.origin },
      })
      if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
      return socket
    },
  }
}

const wrongToken = 'A'.repeat(43)
const heard = async (socket: WebSocket) =>
  JSON.parse(String((await once(socket, 'message'))[0])) as Record<string, unknown>

describe('the page', () => {
  test('is served with everything that fences it in', async () => {
    const { port } = await start()
    const { status, headers, body } = await ask(port, {})
    expect(status).toBe(200)
    expect(body).toContain('<title>Sotto</title>')
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    const asset = await ask(port, { path: '/assets/index-AbCd1234.js?v=1' })
    expect(asset.headers['cache-control']).toContain('immutable')
    expect(asset.headers['content-type']).toContain('javascript')
  })

  test('HEAD has no body, other methods are refused, errors are fenced in as well', async () => {
    const { port } = await start()
    expect(await ask(port, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await ask(port, { method })
      expect(answer.status).toBe(405)
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
    }
  })

  test.each([
    '/../package.json',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/etc/passwd',
    '/secret.key',
    '/assets',
    '/assets/',
    '/index.html%00.js',
    'http://127.0.0.1/index.html',
    '*',
  ])('%s is not there', async (path) => {
    const { port } = await start()
    expect(await ask(port, { path })).toMatchObject({ status: 404, body: '' })
  })

  test('junk instead of HTTP harms nothing', async () => {
    const { port } = await start()
    expect(await askRaw(port, 'nonsense\r\n\r\n')).toContain('400')
    expect(await askRaw(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toContain(
      '431',
    )
    expect((await ask(port, {})).status).toBe(200)
  })
})

describe('Host', () => {
  test.each(['127.0.0.1', 'localhost'])('%s with our port is us', async (name) => {
    const { port } = await start()
    expect((await ask(port, { headers: { host: `${name}:${port}` } })).status).toBe(200)
  })

  test.each([
    'evil.example',
    '127.0.0.1',
    'localhost',
    'LOCALHOST:$',
    '127.0.0.1:1',
    '[::1]:$',
    '127.0.0.1.evil:$',
  ])('%s is not', async (name) => {
    const { port, token, origin } = await start()
    const host = name.replace('$', String(port))
    for (const path of ['/', '/session', '/assets/index-AbCd1234.js', '/none']) {
      expect((await ask(port, { path, headers: { host } })).status).toBe(421)
    }
    const protocols = [`sotto.${token}`]
    expect(await openSocket(port, { protocols, headers: { host, origin } })).toBe(421)
    expect(await openSocket(port, { protocols, headers: { host, origin: `http://${host}` } })).toBe(421)
  })

  test('a request without one is refused', async () => {
    const { port } = await start()
    expect(await askRaw(port, 'GET / HTTP/1.0\r\n\r\n')).toContain('421')
    expect(await askRaw(port, 'GET / HTTP/1.1\r\n\r\n')).toContain('400')
  })
})

describe('the session', () => {
  test('is open to the token alone', async () => {
    const { port, token, session } = await start()
    expect(await session(token)).toMatchObject({ status: 204, body: '' })
    for (const given of [wrongToken, `${token}x`, token.slice(1), 'ü']) {
      expect((await session(given)).status).toBe(401)
    }
    expect((await ask(port, { path: '/session' })).status).toBe(401)
    expect((await ask(port, { path: `/session?token=${token}` })).status).toBe(401)
    const headers = { authorization: `Basic ${token}` }
    expect((await ask(port, { path: '/session', headers })).status).toBe(401)
  })

  test('is only asked for', async () => {
    const { port, token } = await start()
    const headers = { authorization: `Bearer ${token}` }
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
      const answer = await ask(port, { method, path: '/session', headers })
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET' } })
    }
  })

  test('is refused to another site even with the token', async () => {
    const { port, token } = await start()
    const authorization = `Bearer ${token}`
    for (const headers of [
      { authorization, origin: 'http://evil.example' },
      { authorization, origin: `http://localhost:${port}` },
      { authorization, origin: 'null' },
      { authorization, 'sec-fetch-site': 'cross-site' },
      { authorization, 'sec-fetch-site': 'same-site' },
    ]) {
      expect((await ask(port, { path: '/session', headers })).status).toBe(403)
    }
  })

  test('wrong tokens are limited on both doors together, and never lock out the right one', async () => {
    const { port, token, session, origin, later } = await start()
    const open = (given: string) => openSocket(port, { protocols: [`sotto.${given}`], headers: { origin } })
    for (let i = 0; i < 5; i++) {
      expect((await session(wrongToken)).status).toBe(401)
      expect(await open(wrongToken)).toBe(403)
    }
    expect((await session(wrongToken)).status).toBe(429)
    expect(await open(wrongToken)).toBe(429)
    expect((await session(token)).status).toBe(204)
    expect(await open(token)).toMatchObject({ protocol: `sotto.${token}` })
    later(60_000)
    expect((await session(wrongToken)).status).toBe(401)
  })
})

describe('a cookie', () => {
  test('is set by no answer', async () => {
    const { port, token, origin, session } = await start()
    const authorization = `Bearer ${token}`
    const answers = [await session(token), await session(wrongToken)]
    for (const path of ['/', '/session', '/assets/index-AbCd1234.js', '/rpc', '/none']) {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        answers.push(await ask(port, { method, path, headers: { authorization, origin } }))
        answers.push(await ask(port, { method, path, headers: { host: 'evil.example' } }))
      }
    }
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 204, 401, 404, 405, 421]))
    for (const { headers } of answers) expect(headers).not.toHaveProperty('set-cookie')
    const upgrade = (protocol: string) =>
      askRaw(
        port,
        [
          ...['GET /rpc HTTP/1.1', `Host: 127.0.0.1:${port}`, `Origin: ${origin}`, 'Connection: Upgrade'],
          ...[
            'Upgrade: websocket',
            'Sec-WebSocket-Version: 13',
            'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
          ],
          ...[`Sec-WebSocket-Protocol: ${protocol}`, '', ''],
        ].join('\r\n'),
      )
    const [accepted, refused] = [await upgrade(`sotto.${token}`), await upgrade(`sotto.${wrongToken}`)]
    expect(accepted).toContain(`101 Switching Protocols`)
    expect(refused).toContain('403 Forbidden')
    for (const answer of [accepted, refused]) expect(answer).not.toMatch(/set-cookie/i)
  })

  test('opens nothing, whatever is in it', async () => {
    const { port, token, origin, engine } = await start()
    for (const name of [`sotto-${port}`, 'sotto', 'token', 'sotto.token']) {
      const headers = { origin, cookie: `${name}=${token}` }
      expect((await ask(port, { path: '/session', headers })).status).toBe(401)
      expect(await openSocket(port, { headers })).toBe(403)
      expect(await openSocket(port, { protocols: [`sotto.${wrongToken}`], headers })).toBe(403)
    }
    expect(engine.callers).toBe(0)
  })
})

describe('the WebSocket', () => {
  test('opens with the token as its protocol, which is repeated, under both names', async () => {
    const { port, token, socket, engine } = await start()
    expect((await socket()).protocol).toBe(`sotto.${token}`)
    const headers = { origin: `http://localhost:${port}`, host: `localhost:${port}` }
    const among = await openSocket(port, { protocols: ['other', `sotto.${token}`], headers })
    expect(among).toMatchObject({ protocol: `sotto.${token}` })
    expect(engine.callers).toBe(2)
  })

  test.each([
    ['no Origin', {}],
    ['another Origin', { origin: 'http://evil.example' }],
    ['a null Origin', { origin: 'null' }],
    ['the other name of this machine', { origin: 'http://localhost:$' }],
    ['another scheme', { origin: 'https://127.0.0.1:$' }],
    ['more than the Origin', { origin: 'http://127.0.0.1:$/' }],
  ])('is refused with %s', async (_, headers) => {
    const { port, token, engine } = await start()
    const own = Object.entries(headers).map(([name, value]) => [name, value.replace('$', String(port))])
    const sent = Object.fromEntries(own) as Record<string, string>
    expect(await openSocket(port, { protocols: [`sotto.${token}`], headers: sent })).toBe(403)
    expect(engine.callers).toBe(0)
  })

  test('is refused without a credential, with a wrong one, and elsewhere', async () => {
    const { port, token, origin } = await start()
    const headers = { origin }
    expect(await openSocket(port, { headers })).toBe(403)
    expect(await openSocket(port, { protocols: [`sotto.${wrongToken}`], headers })).toBe(403)
    expect(await openSocket(port, { protocols: [token], headers })).toBe(403)
    expect(await openSocket(port, { path: '/', protocols: [`sotto.${token}`], headers })).toBe(403)
    expect(await openSocket(port, { path: `/rpc?token=${token}`, headers })).toBe(403)
  })

  test('carries the contract', async () => {
    const { socket, engine } = await start()
    const client = await socket()
    client.send(JSON.stringify(request('a', 'test.echo', { text: 'ü🙂' })))
    expect(await heard(client)).toEqual({ jsonrpc: '2.0', id: 'a', result: { text: 'ü🙂' } })
    client.send(JSON.stringify(request('b', 'profile.status', { x: 'x'.repeat(20_000) })))
    expect(await heard(client)).toMatchObject({ id: 'b', error: { data: { code: 'too-large' } } })
    client.send('junk')
    expect(await heard(client)).toMatchObject({ id: null, error: { code: -32700 } })
    client.close()
    await expect.poll(() => engine.callers).toBe(0)
  })

  test('closes on what is no text or more than 1 MiB', async () => {
    const { socket } = await start()
    const [binary, large] = [await socket(), await socket()]
    binary.send(Buffer.from('{}'))
    expect((await once(binary, 'close'))[0]).toBe(1003)
    large.send('x'.repeat((1 << 20) + 1))
    expect((await once(large, 'close'))[0]).toBe(1009)
  })

  test('a client that does not read is not read from either, and loses nothing', async () => {
    const { socket, engine } = await start()
    const client = await socket()
    client.pause()
    const total = 200
    for (let id = 1; id <= total; id++)
      client.send(JSON.stringify(request(id, 'test.big', { bytes: 1 << 20 })))
    await expect.poll(() => engine.started.length).toBeGreaterThan(0)
    await settled(() => engine.started.length)
    expect(engine.started.length).toBeLessThan(50)
    let answers = 0
    const { promise: all, resolve } = Promise.withResolvers<void>()
    client.on('message', () => {
      answers += 1
      if (answers === total) resolve()
    })
    client.resume()
    await all
  })

  test('a reader that is 16 MiB behind is let go', async () => {
    const { socket, engine } = await start()
    const client = await socket()
    client.send(JSON.stringify(request(1, 'events.subscribe', { topics: [] })))
    await heard(client)
    client.pause()
    for (let seq = 1; seq <= 40; seq++) {
      engine.emit({ topic: 'message.added', seq, payload: { text: 'x'.repeat(1 << 20) } })
    }
    await expect.poll(() => engine.callers).toBe(0)
  })

  test('there are not more than 32 at once', async () => {
    const { socket } = await start()
    for (let i = 0; i < 32; i++) await socket()
    await expect(socket()).rejects.toThrow('503')
  })
})

describe('sotto web', () => {
  async function web(env: Record<string, string> = {}, ...args: string[]) {
    const folder = await temporaryFolder()
    const sotto = startSotto(['web', '--data', folder, ...args], {
      RENDERER_DIR: await rendererFolder(),
      ...env,
    })
    onTestFinished(async () => {
      sotto.child.kill('SIGKILL')
      await sotto.ended
    })
    return sotto
  }

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'prints one line, serves, and ends cleanly on %s',
    async (signal) => {
      const sotto = await web()
      const { value: line } = await sotto.lines.next()
      const [, port, token] = /^Sotto is at http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]{43})$/.exec(line) ?? []
      const origin = `http://127.0.0.1:${port}`
      const socket = await openSocket(Number(port), { protocols: [`sotto.${token}`], headers: { origin } })
      expect(typeof socket).toBe('object')
      sotto.child.kill(signal)
      expect(await sotto.ended).toBe(0)
      expect(await sotto.lines.next()).toMatchObject({ done: true })
    },
  )

  test('a port that is taken: one plain line, status 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    onTestFinished(() => void taken.close())
    const { port } = taken.address() as AddressInfo
    const sotto = await web({}, '--port', String(port))
    expect(await sotto.ended).toBe(1)
    expect(sotto.stderr()).toContain(`sotto: port ${port} is in use\n`)
  })

  test('an interface that was not built: one plain line, status 1', async () => {
    const sotto = await web({ RENDERER_DIR: await temporaryFolder() })
    expect(await sotto.ended).toBe(1)
    expect(sotto.stderr()).toContain('sotto: the interface has not been built: npm run build\n')
  })
})
