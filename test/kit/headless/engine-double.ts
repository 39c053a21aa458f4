import type { BridgeEvent, Reply } from '#contract/bridge.ts'
import type { Caller, Engine } from '#engine/index.ts'

type Params = Record<string, unknown>

/** Stands in for the engine where only the host around it is tested. */
export interface EngineDouble extends Engine {
  /** Methods in the order in which they were started. */
  readonly started: string[]
  readonly running: number
  readonly callers: number
  readonly stops: number
  /** To every caller that has subscribed. */
  emit(event: BridgeEvent): void
  /** Lets `test.hold` with that key answer, now or when it comes. */
  release(key: string): void
}

export function engineDouble(): EngineDouble {
  const started: string[] = []
  const listeners = new Set<(event: BridgeEvent) => void>()
  const holds = new Map<string, PromiseWithResolvers<void>>()
  let callers = 0
  let stops = 0
  let running = 0

  const hold = (key: string) => {
    const found = holds.get(key) ?? Promise.withResolvers<void>()
    holds.set(key, found)
    return found
  }
  const emit = (event: BridgeEvent) => {
    for (const listener of listeners) listener(event)
  }

  const run: Record<string, (params: Params) => unknown> = {
    'profile.status': () => ({ state: 'none' }),
    'test.echo': (params) => params,
    'test.big': ({ bytes }) => 'x'.repeat(Number(bytes)),
    'test.hold': async ({ key }) => {
      await hold(String(key)).promise
      return {}
    },
    'test.release': ({ key }) => {
      hold(String(key)).resolve()
      return {}
    },
    'test.emit': ({ count, bytes }) => {
      for (let seq = 1; seq <= Number(count); seq++) {
        emit({ topic: 'message.added', seq, payload: { text: 'x'.repeat(Number(bytes)) } })
      }
      return {}
    },
    'test.rss': () => process.memoryUsage().rss,
    'test.environment': () => ({ ...process.env }),
  }

  function connect(): Caller {
    callers += 1
    const own = new Set<(event: BridgeEvent) => void>()
    let subscribed = false
    const relay = (event: BridgeEvent) => {
      if (subscribed) for (const listener of own) listener(event)
    }
    listeners.add(relay)
    return {
      async request(method, params): Promise<Reply> {
        started.push(method)
        running += 1
        try {
          if (method === 'events.subscribe') {
            subscribed = true
            // An event between the start of a subscription and its answer.
            emit({ topic: 'network.updated', seq: 1, payload: {} })
            return { ok: true, result: { seq: { 'network.updated': 0 } } }
          }
          const handler = Object.hasOwn(run, method) ? run[method] : undefined
          if (!handler) return { ok: false, error: { code: 'unknown-method', message: 'no such method' } }
          return { ok: true, result: await handler(params as Params) }
        } finally {
          running -= 1
        }
      },
      onEvent(listener) {
        own.add(listener)
        return () => own.delete(listener)
      },
      close() {
        callers -= 1
        listeners.delete(relay)
      },
    }
  }

  return {
    started,
    get running() {
      return running
    },
    get callers() {
      return callers
    },
    get stops() {
      return stops
    },
    emit,
    release: (key) => hold(key).resolve(),
    start: () => Promise.resolve(),
    stop() {
      stops += 1
      return Promise.resolve()
    },
    connect,
  }
}
