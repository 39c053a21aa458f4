import type { Bridge } from '#contract/bridge.ts'
import { methods, topics, type Input, type Output, type TopicEvent } from '#contract/contract.ts'
import { errorBody } from '#contract/errors.ts'
import type { MethodName } from '#contract/manifest.ts'
import { ApiError } from './api-error.ts'

/** The contract, typed, with both directions checked by its schemas. */
export interface Client {
  readonly host: Bridge['host']
  /** Throws an `ApiError` and nothing else. */
  request<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>
  /** Events that do not match their schema are dropped: the gap in `seq` then leads to a refetch. */
  onEvent(listener: (event: TopicEvent) => void): () => void
  onConnection(listener: (connected: boolean) => void): () => void
}

export function createClient(bridge: Bridge): Client {
  return {
    host: bridge.host,
    async request<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>> {
      const checked = methods[method].input.safeParse(input)
      if (!checked.success) throw new ApiError({ code: 'invalid', message: 'That is not a valid value.' })
      const reply = await bridge.request(method, checked.data).catch(() => undefined)
      if (!reply) throw new ApiError({ code: 'internal', message: 'Sotto did not answer. Try again.' })
      if (!reply.ok) throw new ApiError(errorBody.catch(UNREADABLE).parse(reply.error))
      const result = methods[method].output.safeParse(reply.result)
      if (!result.success) throw new ApiError(UNREADABLE)
      return result.data as Output<M>
    },
    onEvent: (listener) =>
      bridge.onEvent(({ topic, seq, payload }) => {
        const checked = topics[topic].payload.safeParse(payload)
        if (checked.success) listener({ topic, seq, payload: checked.data } as TopicEvent)
      }),
    onConnection: (listener) => bridge.onConnection(listener),
  }
}

const UNREADABLE = {
  code: 'internal',
  message: 'The answer could not be read. This window and the engine may be of different versions.',
} as const
