import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Reply } from '#contract/bridge.ts'
import type { Input, Output, Payload } from '#contract/contract.ts'
import { formatRequest, parseIncoming } from '#contract/json-rpc.ts'
import type { MethodName, TopicName } from '#contract/manifest.ts'

export const SOTTO = join(import.meta.dirname, '../../bin/sotto.mjs')

export interface RpcClient {
  /** Rejects with what the other side answered. */
  request<M extends MethodName>(method: M, params: Input<M>): Promise<Output<M>>
  /** Resolves with the first event from now on for which `matches` is true. */
  event<T extends TopicName>(topic: T, matches: (payload: Payload<T>) => boolean): Promise<Payload<T>>
  /** Ends its input and waits until it has ended. */
  end(): Promise<void>
}

/** Drives a `sotto rpc` of this checkout, as any bot would. */
export function startRpc(args: readonly string[]): RpcClient {
  const child = spawn(process.execPath, [SOTTO, 'rpc', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const answers = new Map<number, (reply: Reply) => void>()
  const listeners = new Set<(topic: string, payload: unknown) => void>()
  let lastId = 0
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const incoming = parseIncoming(line)
    if (incoming?.kind === 'event') {
      for (const listener of listeners) listener(incoming.event.topic, incoming.event.payload)
    } else if (incoming?.kind === 'reply') {
      answers.get(Number(incoming.id))?.(incoming.reply)
      answers.delete(Number(incoming.id))
    }
  })
  const gone = ended.then(() => {
    throw new Error('sotto rpc has ended')
  })
  gone.catch(() => undefined)

  return {
    async request<M extends MethodName>(method: M, params: Input<M>) {
      const { promise, resolve } = Promise.withResolvers<Reply>()
      const id = ++lastId
      answers.set(id, resolve)
      child.stdin.write(`${formatRequest(id, method, params)}\n`)
      const reply = await Promise.race([promise, gone])
      if (!reply.ok) throw new Error(`${method}: ${reply.error.message}`)
      return reply.result as Output<M>
    },
    async event<T extends TopicName>(topic: T, matches: (payload: Payload<T>) => boolean) {
      const { promise, resolve } = Promise.withResolvers<Payload<T>>()
      const listener = (heard: string, payload: unknown) => {
        if (heard === topic && matches(payload as Payload<T>)) resolve(payload as Payload<T>)
      }
      listeners.add(listener)
      try {
        return await Promise.race([promise, gone])
      } finally {
        listeners.delete(listener)
      }
    },
    async end() {
      child.stdin.end()
      await ended
    },
  }
}
