import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { BridgeEvent, Reply } from '#contract/bridge.ts'
import type { Caller, Engine } from '#engine/index.ts'
import { Fault } from '#shared/fault.ts'
import { BridgeHost } from '../../../src/main/bridge-host.ts'

type Handler = (event: unknown, method: unknown, params: unknown) => Promise<Reply>

const { handlers } = vi.hoisted(() => ({ handlers: new Map<string, unknown>() }))
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, handler: unknown) => handlers.set(channel, handler) },
  protocol: {},
}))

/** What Electron tells of the sender: a main frame of the app, unless a test changes it. */
interface Frame {
  readonly parent: unknown
  readonly origin: string
}
const MAIN_FRAME: Frame = { parent: null, origin: 'app://bundle' }

class FakeWindow extends EventEmitter {
  readonly sent: unknown[] = []
  readonly webContents = {
    isDestroyed: () => false,
    send: (channel: string, event: unknown) => this.sent.push([channel, event]),
  }
}

class FakeCaller implements Caller {
  readonly requests: unknown[] = []
  listener: ((event: BridgeEvent) => void) | undefined
  isClosed = false

  request(method: string, params: unknown): Promise<Reply> {
    this.requests.push([method, params])
    return Promise.resolve({ ok: true, result: { state: 'none' } })
  }

  onEvent(listener: (event: BridgeEvent) => void): () => void {
    this.listener = listener
    return () => undefined
  }

  close(): void {
    this.isClosed = true
  }
}

describe('BridgeHost', () => {
  let caller = new FakeCaller()
  let window = new FakeWindow()
  let engine = Promise.withResolvers<Engine>()
  let host = createHost()

  function createHost(): BridgeHost {
    return new BridgeHost({ engine: engine.promise, logger: { log: () => undefined } })
  }

  beforeEach(() => {
    caller = new FakeCaller()
    window = new FakeWindow()
    engine = Promise.withResolvers()
    host = createHost()
    host.start()
    host.attach(window as unknown as BrowserWindow)
  })

  const running: Engine = {
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    connect: () => caller,
  }
  const request = (
    method: unknown,
    params: unknown = {},
    senderFrame: Frame | null = MAIN_FRAME,
    sender: unknown = window.webContents,
  ): Promise<Reply> => (handlers.get('sotto:request') as Handler)({ sender, senderFrame }, method, params)
  const refused = (code: string) => ({ ok: false, error: { code, message: expect.any(String) as string } })

  it('passes a request of its own page on', async () => {
    engine.resolve(running)
    expect(await request('profile.status', { some: 'params' })).toEqual({
      ok: true,
      result: { state: 'none' },
    })
    expect(caller.requests).toEqual([['profile.status', { some: 'params' }]])
  })

  it('lets requests wait for the engine', async () => {
    const answer = request('profile.status')
    engine.resolve(running)
    expect(await answer).toMatchObject({ ok: true })
  })

  it.each([
    ['a frame within the page', { parent: {}, origin: 'app://bundle' }],
    ['a page from elsewhere', { parent: null, origin: 'https://example.org' }],
    ['a page with a similar origin', { parent: null, origin: 'app://bundle.example.org' }],
    ['a page without an origin', { parent: null, origin: 'null' }],
    ['a frame that is gone', null],
  ])('refuses %s', async (_name, frame) => {
    engine.resolve(running)
    expect(await request('profile.status', {}, frame)).toEqual(refused('invalid'))
    expect(caller.requests).toEqual([])
  })

  it('refuses a window that is not attached', async () => {
    engine.resolve(running)
    const other = new FakeWindow().webContents
    expect(await request('profile.status', {}, MAIN_FRAME, other)).toEqual(refused('invalid'))
  })

  it.each(['no.such', '__proto__', 'toString', '', 1, null, undefined, ['profile.status']])(
    'refuses the method %j',
    async (method) => {
      engine.resolve(running)
      expect(await request(method)).toEqual(refused('unknown-method'))
      expect(caller.requests).toEqual([])
    },
  )

  it('measures parameters in bytes of JSON, by the limit of the method', async () => {
    engine.resolve(running)
    expect(await request('profile.status', 'x'.repeat(16 * 1024 - 2))).toMatchObject({ ok: true })
    expect(await request('profile.status', 'x'.repeat(16 * 1024 - 1))).toEqual(refused('too-large'))
    expect(await request('profile.status', '\u20ac'.repeat(6000))).toEqual(refused('too-large'))
    expect(await request('messages.send', 'x'.repeat(500_000))).toMatchObject({ ok: true })
    expect(await request('messages.send', 'x'.repeat(600_000))).toEqual(refused('too-large'))
  })

  it('refuses parameters that have no JSON form', async () => {
    engine.resolve(running)
    const cyclic: { self?: unknown } = {}
    cyclic.self = cyclic
    expect(await request('profile.status', cyclic)).toEqual(refused('invalid'))
    expect(await request('profile.status', { count: 1n })).toEqual(refused('invalid'))
  })

  it('answers every request with the reason when the engine cannot start', async () => {
    engine.reject(new Fault('in-use', 'This profile is open in another program.'))
    const reply = {
      ok: false,
      error: { code: 'in-use', message: 'This profile is open in another program.' },
    }
    expect(await request('profile.status')).toEqual(reply)
    expect(await request('messages.list')).toEqual(reply)
  })

  it('leaves no rejection unhandled when the engine cannot start and no page asks', async () => {
    const unhandled = vi.fn<() => void>()
    process.on('unhandledRejection', unhandled)
    engine.reject(new Fault('in-use', 'This profile is open in another program.'))
    await new Promise(setImmediate)
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('keeps the words of an unexpected error to itself', async () => {
    engine.reject(new Error('/home/ada/secret'))
    const reply = await request('profile.status')
    expect(reply).toEqual(refused('internal'))
    expect(JSON.stringify(reply)).not.toContain('ada')
  })

  it('delivers events to the window and forgets the caller with it', async () => {
    engine.resolve(running)
    await request('profile.status')
    const event: BridgeEvent = { topic: 'network.updated', seq: 1, payload: {} }
    caller.listener?.(event)
    expect(window.sent).toEqual([['sotto:event', event]])

    window.emit('closed')
    await vi.waitFor(() => expect(caller.isClosed).toBe(true))
    expect(await request('profile.status')).toEqual(refused('invalid'))
  })
})
