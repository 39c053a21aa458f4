import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Engine, EngineInit } from '#engine/index.ts'
import { Fault } from '#shared/fault.ts'
import { EngineHost } from '../../../src/main/engine-host.ts'

const created = vi.hoisted((): { engine?: unknown } => ({}))
vi.mock('#engine/index.ts', () => ({ createEngine: () => created.engine }))

function createEngine(changed: Partial<Engine> = {}): Engine {
  const engine = {
    start: vi.fn<Engine['start']>(() => Promise.resolve()),
    stop: vi.fn<Engine['stop']>(() => Promise.resolve()),
    connect: vi.fn<Engine['connect']>(),
    ...changed,
  }
  created.engine = engine
  return engine
}

describe('EngineHost', () => {
  const logged: unknown[] = []
  const init = {
    ports: { logger: { log: (...entry: unknown[]) => logged.push(entry) } },
  } as unknown as EngineInit

  beforeEach(() => {
    logged.length = 0
    vi.useFakeTimers()
  })
  afterEach(() => void vi.useRealTimers())

  it('starts one engine, however often it is asked to', async () => {
    const engine = createEngine()
    const host = new EngineHost(init)
    expect(await Promise.all([host.start(), host.start()])).toEqual([engine, engine])
    expect(engine.start).toHaveBeenCalledTimes(1)
  })

  it('passes the reason on when the engine does not start, and tidies up', async () => {
    const fault = new Fault('in-use', 'open elsewhere')
    const engine = createEngine({ start: () => Promise.reject(fault) })
    const host = new EngineHost(init)
    await expect(host.start()).rejects.toBe(fault)
    expect(engine.stop).toHaveBeenCalledTimes(1)
    await host.stop()
    expect(logged).toEqual([])
  })

  it('waits for the engine to stop', async () => {
    const stopping = Promise.withResolvers<void>()
    createEngine({ stop: () => stopping.promise })
    const host = new EngineHost(init)
    await host.start()
    const stopped = vi.fn<() => void>()
    const done = host.stop().then(stopped)
    await vi.advanceTimersByTimeAsync(4000)
    expect(stopped).not.toHaveBeenCalled()
    stopping.resolve()
    await done
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits five seconds at most', async () => {
    createEngine({ stop: () => new Promise(() => undefined) })
    const host = new EngineHost(init)
    await host.start()
    const done = host.stop()
    await vi.advanceTimersByTimeAsync(5000)
    await done
  })

  it('has nothing to stop before it was started', async () => {
    const done = new EngineHost(init).stop()
    await vi.advanceTimersByTimeAsync(0)
    await done
  })

  it('does not fail when the engine fails to stop', async () => {
    createEngine({ stop: () => Promise.reject(new TypeError('/home/ada')) })
    const host = new EngineHost(init)
    await host.start()
    await host.stop()
    expect(logged).toEqual([['error', 'engine-stop-failed', { error: 'TypeError' }]])
  })
})
