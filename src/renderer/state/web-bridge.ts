import type { Bridge, BridgeEvent, Reply } from '#contract/bridge.ts'
import { formatRequest, parseIncoming } from '#contract/json-rpc.ts'
import { TOPIC_NAMES, type MethodName } from '#contract/manifest.ts'
import type { SessionState } from './session.ts'

export interface WebBridgeInit {
  /** Makes one connection; it may not be open yet. */
  readonly connect: () => WebSocket
  /** Asked before each connection but the first, and after one that never opened: does the host still know us? */
  readonly session: () => Promise<SessionState>
  /** The host knows us no more (it was restarted): there will be no further attempt. */
  readonly onDenied: () => void
  /** Waits before attempt 1, 2, … in milliseconds. @default 0.25 s, doubled up to 10 s, with jitter */
  readonly delay?: (attempt: number) => number
}

export interface WebBridge extends Bridge {
  /** Ends the connection for good and answers whatever waits. */
  close(): void
}

const LOST: Reply = {
  ok: false,
  error: { code: 'unreachable', message: 'The connection to Sotto was lost. It is being restored.' },
}

const backoff = (attempt: number) => Math.min(250 * 2 ** attempt, 10_000) * (0.75 + Math.random() / 2)

/**
 * The bridge of `sotto web`: JSON-RPC 2.0 over one WebSocket. A lost connection answers what was pending with
 * `unreachable` and is made again; a request meanwhile waits for the next attempt to succeed or fail. Subscriptions
 * are repeated before anybody hears that the connection is back.
 */
export function createWebBridge(init: WebBridgeInit): WebBridge {
  const delay = init.delay ?? backoff
  const pending = new Map<string, (reply: Reply) => void>()
  const events = new Set<(event: BridgeEvent) => void>()
  const connections = new Set<(connected: boolean) => void>()
  const subscribed = new Set<string>()
  let waiting: ((socket: WebSocket | null) => void)[] = []
  let dialled: WebSocket | null = null
  /** The same once requests can go over it. */
  let socket: WebSocket | null = null
  let nextId = 0
  let attempt = 0
  let told = false
  let ended = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const release = (to: WebSocket | null) => {
    const resume = waiting
    waiting = []
    for (const each of resume) each(to)
  }

  const tell = (connected: boolean) => {
    if (told === connected) return
    told = connected
    for (const listener of connections) listener(connected)
  }

  const send = (to: WebSocket, method: string, params: unknown) =>
    new Promise<Reply>((resolve) => {
      const id = String(nextId++)
      pending.set(id, resolve)
      to.send(formatRequest(id, method, params))
    })

  const opened = async (fresh: WebSocket) => {
    if (subscribed.size > 0) await send(fresh, 'events.subscribe', { topics: [...subscribed] })
    if (fresh.readyState !== fresh.OPEN) return
    attempt = 0
    socket = fresh
    release(fresh)
    tell(true)
  }

  const received = (data: unknown) => {
    const incoming = typeof data === 'string' ? parseIncoming(data) : undefined
    if (incoming?.kind === 'event') for (const listener of events) listener(incoming.event)
    if (incoming?.kind !== 'reply' || typeof incoming.id !== 'string') return
    pending.get(incoming.id)?.(incoming.reply)
    pending.delete(incoming.id)
  }

  const lost = () => {
    socket = null
    for (const resolve of pending.values()) resolve(LOST)
    pending.clear()
    release(null)
    tell(false)
    if (ended) return
    timer = setTimeout(() => void again(), delay(attempt++))
  }

  const again = async () => {
    const state = await init.session()
    if (ended) return
    if (state === 'open') return dial()
    if (state === 'unreachable') return lost()
    close()
    init.onDenied()
  }

  const dial = () => {
    const fresh = init.connect()
    dialled = fresh
    fresh.addEventListener('open', () => void opened(fresh))
    fresh.addEventListener('message', (event) => received(event.data))
    fresh.addEventListener('close', lost, { once: true })
  }

  const close = () => {
    ended = true
    clearTimeout(timer)
    dialled?.close()
    release(null)
  }

  dial()

  return {
    host: 'web',
    async request(method: MethodName, params: unknown): Promise<Reply> {
      if (ended) return LOST
      const to = socket ?? (await new Promise<WebSocket | null>((resolve) => waiting.push(resolve)))
      if (!to || to.readyState !== to.OPEN) return LOST
      const reply = await send(to, method, params)
      if (method === 'events.subscribe' && reply.ok)
        for (const topic of topicsOf(params)) subscribed.add(topic)
      return reply
    },
    onEvent(listener) {
      events.add(listener)
      return () => events.delete(listener)
    },
    onConnection(listener) {
      connections.add(listener)
      return () => connections.delete(listener)
    },
    close,
  }
}

function topicsOf(params: unknown): string[] {
  if (typeof params !== 'object' || params === null || !('topics' in params)) return []
  const asked: readonly unknown[] = Array.isArray(params.topics) ? params.topics : []
  return TOPIC_NAMES.filter((topic) => asked.includes(topic))
}
