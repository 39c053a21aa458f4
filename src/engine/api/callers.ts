import type { BridgeEvent, Reply } from '#contract/bridge.ts'
import { TOPIC_NAMES, type TopicName } from '#contract/manifest.ts'
import type { Logger } from '#engine/ports/index.ts'
import { dispatch } from './dispatch.ts'
import type { Handlers } from './handlers.ts'

type Listener = (event: BridgeEvent) => void

/** Counts the events of each topic and passes them to who subscribed. */
export class Publisher {
  readonly #seq = new Map<TopicName, number>(TOPIC_NAMES.map((topic) => [topic, 0]))
  readonly #callers = new Set<ApiCaller>()

  publish(topic: TopicName, payload: unknown): void {
    const seq = this.seq(topic) + 1
    this.#seq.set(topic, seq)
    for (const caller of this.#callers) caller.hear({ topic, seq, payload })
  }

  seq(topic: TopicName): number {
    return this.#seq.get(topic) ?? 0
  }

  /** Nobody listens: an event need not be made, its number is counted all the same. */
  isHeard(topic: TopicName): boolean {
    for (const caller of this.#callers) if (caller.hears(topic)) return true
    return false
  }

  count(topic: TopicName): void {
    this.#seq.set(topic, this.seq(topic) + 1)
  }

  add(caller: ApiCaller): void {
    this.#callers.add(caller)
  }

  remove(caller: ApiCaller): void {
    this.#callers.delete(caller)
  }
}

/** One caller of the contract: a window, a browser tab, a program on stdio. */
export class ApiCaller {
  readonly #topics = new Set<TopicName>()
  readonly #listeners = new Set<Listener>()
  readonly #publisher: Publisher
  readonly #handlers: Parameters<typeof dispatch>[0]
  readonly #logger: Logger

  constructor(components: { publisher: Publisher; handlers: Handlers; logger: Logger }) {
    this.#publisher = components.publisher
    this.#logger = components.logger
    this.#handlers = { ...components.handlers, 'events.subscribe': this.#subscribe }
    this.#publisher.add(this)
  }

  request(method: string, params: unknown): Promise<Reply> {
    return dispatch(this.#handlers, this.#logger, method, params)
  }

  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  hears(topic: TopicName): boolean {
    return this.#topics.has(topic)
  }

  hear(event: BridgeEvent): void {
    if (!this.hears(event.topic)) return
    for (const listener of this.#listeners) listener(event)
  }

  close(): void {
    this.#publisher.remove(this)
    this.#listeners.clear()
    this.#topics.clear()
  }

  readonly #subscribe = ({ topics }: { topics: TopicName[] }) => {
    for (const topic of topics) this.#topics.add(topic)
    return { seq: Object.fromEntries(topics.map((topic) => [topic, this.#publisher.seq(topic)])) }
  }
}
