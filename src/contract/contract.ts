import type { z } from 'zod'
import { appMethods } from './api/app.ts'
import { contactsMethods, contactsTopics } from './api/contacts.ts'
import { conversationsMethods, conversationsTopics } from './api/conversations.ts'
import { eventsMethods } from './api/events.ts'
import { messagesMethods, messagesTopics } from './api/messages.ts'
import { networkMethods, networkTopics } from './api/network.ts'
import { profileMethods } from './api/profile.ts'
import type { Method, Topic } from './define.ts'
import type { MethodName, TopicName } from './manifest.ts'

/** Version of the contract: raised when a name or shape that exists changes its meaning. */
export const CONTRACT_VERSION = 1

export const methods = {
  ...appMethods,
  ...contactsMethods,
  ...conversationsMethods,
  ...eventsMethods,
  ...messagesMethods,
  ...networkMethods,
  ...profileMethods,
} satisfies Record<MethodName, Method>

export const topics = {
  ...contactsTopics,
  ...conversationsTopics,
  ...messagesTopics,
  ...networkTopics,
} satisfies Record<TopicName, Topic>

/** What a caller passes: defaults may be left out. */
export type Input<M extends MethodName> = z.input<(typeof methods)[M]['input']>
/** What a handler receives: validated, defaults filled in. */
export type ParsedInput<M extends MethodName> = z.output<(typeof methods)[M]['input']>
export type Output<M extends MethodName> = z.output<(typeof methods)[M]['output']>
export type Payload<T extends TopicName> = z.output<(typeof topics)[T]['payload']>

/** One event of a topic; `seq` counts the events of that topic since the engine started, from 1. */
export type TopicEvent<T extends TopicName = TopicName> = {
  [K in T]: { readonly topic: K; readonly seq: number; readonly payload: Payload<K> }
}[T]
