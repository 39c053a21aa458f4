/** Names only: the preload needs no schemas. contract.ts holds this list and the schemas together. */
export const METHOD_NAMES = [
  'app.version',
  'contacts.accept',
  'contacts.add',
  'contacts.block',
  'contacts.get',
  'contacts.list',
  'contacts.preview',
  'contacts.remove',
  'contacts.rename',
  'contacts.safetyNumber',
  'contacts.unblock',
  'contacts.verify',
  'conversations.draft',
  'conversations.list',
  'conversations.markRead',
  'conversations.saveDraft',
  'events.subscribe',
  'messages.list',
  'messages.send',
  'network.dial',
  'network.status',
  'profile.create',
  'profile.get',
  'profile.lock',
  'profile.policy',
  'profile.recover',
  'profile.status',
  'profile.unlock',
] as const

export const TOPIC_NAMES = [
  'contact.updated',
  'conversation.updated',
  'message.added',
  'message.updated',
  'network.updated',
] as const

export type MethodName = (typeof METHOD_NAMES)[number]
export type TopicName = (typeof TOPIC_NAMES)[number]

/** Where the preload puts the bridge on the page's window. */
export const BRIDGE_KEY = 'sotto'

/** The two IPC channels of the desktop app: a request is (method, params) → Reply, an event is a BridgeEvent. */
export const REQUEST_CHANNEL = 'sotto:request'
export const EVENT_CHANNEL = 'sotto:event'
