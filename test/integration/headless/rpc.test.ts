import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveRpc } from '#headless/rpc/rpc.ts'
import { engineDouble } from '#test/kit/headless/engine-double.ts'
import { request, startSotto, type SottoProcess } from '#test/kit/headless/sotto-process.ts'
import { settled } from '#test/kit/settled.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

async function rpc(env: Record<string, string> = {}, ...args: string[]): Promise<SottoProcess> {
  const sotto = startSotto(['rpc', '--data', await temporaryFolder(), ...args], env)
  onTestFinished(async () => {
    sotto.child.kill('SIGKILL')
    await sotto.ended
  })
  return sotto
}

const answer = (id: number | null, code: string) =>
  expect.objectContaining({ id, error: expect.objectContaining({ data: { code } }) })

describe('sotto rpc', () => {
  test('answers, and ends with status 0 when stdin ends', async () => {
    const sotto = await rpc()
    sotto.send(request(1, 'profile.status'))
    expect(await sotto.next()).toEqual({ jsonrpc: '2.0', id: 1, result: { state: 'none' } })
    sotto.child.stdin.end()
    expect(await sotto.ended).toBe(0)
    expect(await sotto.lines.next()).toMatchObject({ done: true })
    // What libraries print goes to stderr.
    expect(sotto.stderr()).toContain('a stray line\nanother stray line\n')
  })

  test('requests start in order and are answered as they finish; notifications are not answered', async () => {
    const sotto = await rpc()
    sotto.send(
      request(1, 'test.hold', { key: 'a' }),
      request(2, 'test.echo', { text: 'ü\u0085\u2028\u2029🙂' }),
      { jsonrpc: '2.0', method: 'test.release', params: { key: 'a' } },
      { jsonrpc: '2.0', method: 'no.such' },
    )
    expect(await sotto.next()).toMatchObject({ id: 2, result: { text: 'ü\u0085\u2028\u2029🙂' } })
    expect(await sotto.next()).toMatchObject({ id: 1, result: {} })
    sotto.child.stdin.end()
    expect(await sotto.lines.next()).toMatchObject({ done: true })
  })

  test('a request that runs is answered before the end, and the last line needs no line end', async () => {
    const sotto = await rpc()
    sotto.send(request(1, 'test.hold', { key: 'a' }))
    sotto.child.stdin.end(JSON.stringify(request(2, 'test.release', { key: 'a' })))
    const ids = [await sotto.next(), await sotto.next()].map(({ id }) => id)
    expect(new Set(ids)).toEqual(new Set([1, 2]))
    expect(await sotto.ended).toBe(0)
  })

  test('junk is answered and harms nothing', async () => {
    const sotto = await rpc()
    for (const junk of ['{', '[]', '"x"', 'null', '[{"jsonrpc":"2.0","id":1,"method":"a"}]', '\0\0']) {
      sotto.child.stdin.write(`${junk}\n`)
      expect(await sotto.next()).toEqual(answer(null, 'invalid'))
    }
    sotto.child.stdin.write(Buffer.from([0xc3, 0x28, 0x0a]))
    expect(await sotto.next()).toMatchObject({ id: null, error: { code: -32700 } })
    sotto.child.stdin.write(`${'['.repeat(900_000)}\n`)
    expect(await sotto.next()).toMatchObject({ id: null, error: { code: -32700 } })
    sotto.child.stdin.write('{"id":7,"method":"profile.status"}\n')
    expect(await sotto.next()).toMatchObject({ id: 7, error: { code: -32600 } })
    sotto.send(request(8, '__proto__'), request(9, 'constructor'))
    expect(await sotto.next()).toEqual(answer(8, 'unknown-method'))
    expect(await sotto.next()).toEqual(answer(9, 'unknown-method'))
  })

  test('a request larger than its method takes is refused', async () => {
    const sotto = await rpc()
    sotto.send(request(1, 'profile.status', { x: 'x'.repeat(20_000) }))
    expect(await sotto.next()).toEqual(answer(1, 'too-large'))
  })

  test('a line without an end costs one error and no memory', async () => {
    const sotto = await rpc()
    sotto.send(request(1, 'test.rss'))
    const { result: before } = await sotto.next()
    const megabyte = Buffer.alloc(1 << 20, 0x61)
    for (let i = 0; i < 200; i++) {
      if (!sotto.child.stdin.write(megabyte)) await once(sotto.child.stdin, 'drain')
    }
    expect(await sotto.next()).toEqual(answer(null, 'too-large'))
    sotto.child.stdin.write('\n')
    sotto.send(request(2, 'test.rss'))
    const after = await sotto.next()
    expect(after['id']).toBe(2)
    expect(Number(after['result']) - Number(before)).toBeLessThan(100 << 20)
  })

  test('events go out after the answer to the subscription', async () => {
    const sotto = await rpc()
    sotto.send(
      request(1, 'test.emit', { count: 3, bytes: 1 }),
      request(2, 'events.subscribe', { topics: [] }),
    )
    expect(await sotto.next()).toMatchObject({ id: 1 })
    expect(await sotto.next()).toMatchObject({ id: 2 })
    expect(await sotto.next()).toEqual({ jsonrpc: '2.0', method: 'network.updated', params: { seq: 1 } })
    sotto.send(request(3, 'test.emit', { count: 2, bytes: 1 }))
    const lines = [await sotto.next(), await sotto.next(), await sotto.next()]
    expect(lines.map((line) => (line['params'] as { seq?: number } | undefined)?.seq)).toEqual([
      1,
      2,
      undefined,
    ])
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with status 0', async (signal) => {
    const sotto = await rpc()
    sotto.send(request(1, 'profile.status'))
    await sotto.next()
    sotto.child.kill(signal)
    expect(await sotto.ended).toBe(0)
  })

  test('SIGTERM ends it although nobody reads its output', async () => {
    const sotto = await rpc()
    sotto.send(request(1, 'profile.status'))
    await sotto.next()
    sotto.child.stdout.pause()
    for (let id = 2; id < 100; id++) sotto.send(request(id, 'test.big', { bytes: 1 << 20 }))
    sotto.child.kill('SIGTERM')
    sotto.child.stdout.destroy()
    expect(await sotto.ended).toBe(0)
  })

  test('a reader that leaves ends it quietly', async () => {
    const sotto = await rpc()
    sotto.send(request(1, 'profile.status'))
    await sotto.next()
    sotto.child.stdout.destroy()
    sotto.send(request(2, 'profile.status'), request(3, 'profile.status'))
    expect(await sotto.ended).toBe(0)
    expect(sotto.stderr()).not.toContain('error')
  })

  test('an error that nobody caught: one line without content, status 1', async () => {
    const sotto = await rpc({ DOUBLE: 'crash' })
    expect(await sotto.ended).toBe(1)
    expect(sotto.stderr()).toMatch(/^sotto: internal error: TypeError at sotto-double\.ts:\d+:\d+$/m)
    expect(sotto.stderr()).not.toContain('secret')
  })

  test.each([
    ['in-use', 'sotto: Sotto already runs with this profile.\n'],
    ['read-only', 'sotto: the data folder cannot be written to\n'],
  ])('a start that fails (%s): one plain line, status 1', async (how, line) => {
    const sotto = await rpc({ DOUBLE: how })
    expect(await sotto.ended).toBe(1)
    expect(sotto.stderr()).toContain(line)
    expect(await sotto.lines.next()).toMatchObject({ done: true })
  })

  test('says where the key lies when there is no passphrase', async () => {
    const sotto = await rpc({ DOUBLE: 'vault' })
    sotto.child.stdin.end()
    await sotto.ended
    expect(sotto.stderr()).toMatch(/^sotto: no passphrase: the key of this profile lies in .*vault\.key, /m)
  })

  test('hands its options to the engine, and the passphrase to nobody else', async () => {
    const env = { DOUBLE: 'options', SOTTO_PASSPHRASE: 'correct horse' }
    const sotto = await rpc(env, '--no-mdns', '--listen', '/ip4/127.0.0.1/tcp/0', '/ip6/::1/tcp/0')
    sotto.send(request(1, 'test.environment'))
    expect((await sotto.next())['result']).not.toHaveProperty('SOTTO_PASSPHRASE')
    const line =
      sotto
        .stderr()
        .split('\n')
        .find((each) => each.startsWith('{')) ?? ''
    expect(JSON.parse(line)).toMatchObject({
      listen: ['/ip4/127.0.0.1/tcp/0', '/ip6/::1/tcp/0'],
      mdns: false,
      passphrase: 'correct horse',
    })
  })

  test('a wrong command line shows the usage, on stderr, with status 2', async () => {
    const sotto = await rpc({}, '--nonsense')
    expect(await sotto.ended).toBe(2)
    expect(sotto.stderr()).toContain("Unknown option '--nonsense'")
    expect(sotto.stderr()).toContain('Usage: sotto')
    expect(await sotto.lines.next()).toMatchObject({ done: true })
  })
})

describe('a reader that stalls', () => {
  test('stops the reading of requests, and nothing is lost when it goes on', async () => {
    const engine = engineDouble()
    const input = new PassThrough()
    const output = new PassThrough()
    const served = serveRpc(engine, { input, output, signal: new AbortController().signal })
    const total = 500
    for (let id = 1; id <= total; id++) {
      input.write(`${JSON.stringify(request(id, 'test.big', { bytes: 100_000 }))}\n`)
    }
    input.end()
    await expect.poll(() => engine.started.length).toBeGreaterThan(0)
    await settled(() => engine.started.length)
    expect(engine.started.length).toBeLessThan(10)

    const ids: number[] = []
    let rest = ''
    output.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) ids.push((JSON.parse(line) as { id: number }).id)
    })
    await served
    expect(ids).toEqual(Array.from({ length: total }, (_, index) => index + 1))
    expect(engine.stops).toBe(1)
    expect(engine.callers).toBe(0)
  })

  test('requests that run are bounded, too', async () => {
    const engine = engineDouble()
    const input = new PassThrough()
    const output = new PassThrough()
    const served = serveRpc(engine, { input, output, signal: new AbortController().signal })
    for (let id = 1; id <= 1000; id++)
      input.write(`${JSON.stringify(request(id, 'test.hold', { key: 'k' }))}\n`)
    input.end()
    output.resume()
    await settled(() => engine.running)
    expect(engine.running).toBe(128)
    engine.release('k')
    await served
    expect(engine.started).toHaveLength(1000)
  })

  test('that is far behind with events ends the process instead of losing some', async () => {
    const engine = engineDouble()
    const input = new PassThrough()
    const output = new PassThrough()
    const signal = new AbortController().signal
    const served = serveRpc(engine, { input, output, signal, maxWaitingBytes: 1_000_000 })
    input.write(`${JSON.stringify(request(1, 'events.subscribe', {}))}\n`)
    await expect.poll(() => engine.started.length).toBe(1)
    const refused = expect(served).rejects.toThrow('stalled')
    for (let seq = 1; seq <= 20; seq++) {
      engine.emit({ topic: 'message.added', seq, payload: { text: 'x'.repeat(100_000) } })
    }
    await refused
    expect(engine.stops).toBe(1)
  })
})
