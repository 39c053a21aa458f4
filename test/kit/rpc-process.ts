import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Input, Output, Payload } from '#contract/contract.ts'
import type { BridgeEvent } from '#contract/bridge.ts'
import { formatRequest, parseIncoming } from '#contract/json-rpc.ts'
import type { MethodName, TopicName } from '#contract/manifest.ts'

const SOTTO = fileURLToPath(new URL('../../bin/sotto.mjs', import.meta.url))

export interface RpcProcessOptions {
  readonly dataDir: string
  /** @default loopback, a port chosen by the profile */
  readonly listen?: readonly string[]
  readonly passphrase?: string
  /** The file to run. @default bin/sotto.mjs of this checkout, built before */
  readonly command?: string
}

/** An error that the other process answered. */
export class RpcError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

type Listener = (event: BridgeEvent) => void

/** A `sotto rpc` process as a bot would drive it: lines in, lines out. */
export class RpcProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  readonly #listeners = new Set<Listener>()
  readonly exited: Promise<unknown>
  /** Everything that was printed on stderr. */
  stderr = ''
  /** Lines on stdout that are not JSON-RPC; there must be none. */
  readonly junk: string[] = []
  #id = 0

  constructor(options: RpcProcessOptions) {
    const listen = options.listen ?? ['/ip4/127.0.0.1/tcp/0']
    const args = [options.command ?? SOTTO, 'rpc', '--data', options.dataDir, '--no-mdns']
    const { SOTTO_PASSPHRASE: _, ...env } = process.env
    this.#child = spawn(process.execPath, [...args, ...listen.flatMap((at) => ['--listen', at])], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: options.passphrase === undefined ? env : { ...env, SOTTO_PASSPHRASE: options.passphrase },
    })
    this.exited = once(this.#child, 'exit')
    this.#child.stdin.on('error', () => {}) // it was killed while we wrote
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#hear(line))
    void this.exited.then(() => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`sotto rpc has ended: ${this.stderr}`))
      this.#waiting.clear()
    })
  }

  request<M extends MethodName>(method: M, params: Input<M>): Promise<Output<M>> {
    const id = ++this.#id
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
      this.write(`${formatRequest(id, method, params)}\n`)
    })
  }

  /** Raw bytes to its stdin. */
  write(text: string): void {
    this.#child.stdin.write(text)
  }

  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  on<T extends TopicName>(topic: T, listener: (payload: Payload<T>, seq: number) => void): () => void {
    return this.onEvent((event) => {
      if (event.topic === topic) listener(event.payload as Payload<T>, event.seq)
    })
  }

  /** Resolves with the first payload of a topic that fits. Subscribe first. */
  next<T extends TopicName>(
    topic: T,
    fits: (payload: Payload<T>) => boolean = () => true,
  ): Promise<Payload<T>> {
    return new Promise((resolve) => {
      const stop = this.on(topic, (payload) => {
        if (!fits(payload)) return
        stop()
        resolve(payload)
      })
    })
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.exited
  }

  /** Ends it as a bot would: by closing its stdin. */
  async stop(): Promise<void> {
    this.#child.stdin.end()
    await this.exited
  }

  #hear(line: string): void {
    const incoming = parseIncoming(line)
    if (!incoming) {
      this.junk.push(line)
      return
    }
    if (incoming.kind === 'event') {
      for (const listener of this.#listeners) listener(incoming.event)
      return
    }
    const waiting = this.#waiting.get(Number(incoming.id))
    this.#waiting.delete(Number(incoming.id))
    const { reply } = incoming
    if (reply.ok) waiting?.resolve(reply.result)
    else waiting?.reject(new RpcError(reply.error.code, reply.error.message))
  }
}

/** Makes two fresh profiles contacts of each other, without subscribing to anything. */
export async function acquaint(a: RpcProcess, b: RpcProcess): Promise<Met> {
  await a.request('profile.create', { displayName: 'Ada' })
  const { profile } = await b.request('profile.create', { displayName: 'Grace' })
  const { contact } = await a.request('contacts.add', { address: profile.link })
  const asker = await until(async () => (await b.request('contacts.list', {})).items[0])
  await b.request('contacts.accept', { contactId: asker.id })
  await until(async () => {
    const answer = await a.request('contacts.get', { contactId: contact.id })
    return answer.contact.state === 'accepted' ? answer : undefined
  })
  const [aConversation, bConversation] = await Promise.all([a, b].map(onlyConversation))
  if (!aConversation || !bConversation) throw new Error('no conversation was made')
  return { aConversation, bConversation }
}

/** The same; both processes have subscribed to everything that happens to people and messages. */
export async function befriend(a: RpcProcess, b: RpcProcess): Promise<Met> {
  const topics = ['contact.updated', 'conversation.updated', 'message.added', 'message.updated'] as const
  await Promise.all([a, b].map((p) => p.request('events.subscribe', { topics: [...topics] })))
  return acquaint(a, b)
}

export interface Met {
  readonly aConversation: string
  readonly bConversation: string
}

async function onlyConversation(p: RpcProcess): Promise<string | undefined> {
  return (await p.request('conversations.list', {})).items[0]?.id
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setImmediate(resolve))
  }
}
