import type { ErrorBody } from '#contract/errors.ts'
import { methods } from '#contract/contract.ts'
import { formatEvent, formatReply, parseRequest, type RpcRequest } from '#contract/json-rpc.ts'
import type { Reply } from '#contract/bridge.ts'
import type { Caller } from '#engine/index.ts'

/** Longest request on any text transport. Nothing in the contract comes near it. */
export const MAX_REQUEST_BYTES = 1024 * 1024

export interface RpcSession {
  /** Starts one request at once, in the order of the calls; the answer goes out when it is there. */
  receive(text: string, bytes: number): void
  /** Answers what never became a request: it was longer than MAX_REQUEST_BYTES. */
  refuseTooLarge(): void
  /** False while as many requests run as may; `onRoom` tells when that ends. */
  readonly hasRoom: boolean
  /** Resolves when every request that was started has been answered. */
  idle(): Promise<void>
  /** Nothing is sent any more; requests that run are finished by the engine. */
  close(): void
}

export interface RpcSessionInit {
  readonly caller: Caller
  /** Must not throw. A request runs until its answer is through, so a promise here holds further ones up. */
  send(text: string): void | Promise<void>
  onRoom(): void
  /** Requests that run at once. Above it the transport stops reading, so memory stays bounded. */
  readonly maxRunning: number
}

/** The contract as JSON-RPC over any transport that carries whole texts. */
export function rpcSession({ caller, send, onRoom, maxRunning }: RpcSessionInit): RpcSession {
  const running = new Set<Promise<void>>()
  let open = true
  let subscribing = 0
  let held: string[] = []

  const write = (text: string) => (open ? send(text) : undefined)
  // The answer to a subscription says where each topic stands, so it goes out before the events that follow it.
  const unlisten = caller.onEvent((event) => {
    const text = formatEvent(event)
    if (subscribing > 0) held.push(text)
    else void write(text)
  })
  const subscribed = () => {
    subscribing -= 1
    if (subscribing > 0) return
    for (const text of held) void write(text)
    held = []
  }

  async function run(request: RpcRequest, bytes: number): Promise<void> {
    const subscribes = request.method === 'events.subscribe'
    if (subscribes) subscribing += 1
    const reply = await answer(caller, request, bytes)
    const sent = request.id === undefined ? undefined : write(formatReply(request.id, reply))
    if (subscribes) subscribed()
    await sent
  }

  return {
    receive(text, bytes) {
      const parsed = parseRequest(text)
      if (!parsed.ok) return void write(parsed.answer)
      const task = run(parsed.request, bytes)
      running.add(task)
      void task.then(() => {
        running.delete(task)
        if (running.size === maxRunning - 1) onRoom()
      })
    },
    refuseTooLarge() {
      void write(formatReply(null, refused('too-large', 'a request has at most 1 MiB')))
    },
    get hasRoom() {
      return running.size < maxRunning
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
    close() {
      open = false
      unlisten()
      caller.close()
    },
  }
}

async function answer(caller: Caller, request: RpcRequest, bytes: number): Promise<Reply> {
  const { method, params } = request
  if (Object.hasOwn(methods, method) && bytes > methods[method as keyof typeof methods].maxBytes) {
    return refused('too-large', 'the request is larger than this method takes')
  }
  try {
    return await caller.request(method, params ?? {})
  } catch {
    return refused('internal', 'something went wrong inside Sotto')
  }
}

function refused(code: ErrorBody['code'], message: string): Reply {
  return { ok: false, error: { code, message } }
}
