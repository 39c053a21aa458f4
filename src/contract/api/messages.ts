import { z } from 'zod'
import { method, topic } from '../define.ts'
import { contactId, conversationId, messageId, page, pageInput, text, time } from './common.ts'

/** Largest text of one message, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 65_536

/**
 * Where a message of ours is, and nothing more optimistic than that. `queued`: on this computer only. `sent`: handed
 * to a live connection, not yet confirmed; falls back to `queued` if that connection ends first. `delivered`: their
 * installation has stored it and said so. `read`: they saw it and chose to say so. `failed`: it will not be tried
 * again, `reason` says why. A message of theirs is `delivered` until we have read it, then `read`.
 */
export const messageState = z.enum(['queued', 'sent', 'delivered', 'read', 'failed'])
export type MessageState = z.infer<typeof messageState>

/** Why a message of ours waits or failed. */
export const messageReason = z.enum([
  'unreachable', // they cannot be reached at the moment
  'awaiting-acceptance', // they have not accepted our request yet
  'offline', // this computer has no network
  'blocked', // we blocked them
  'storage', // our disk refused
  'unreadable', // theirs: it arrived intact, but this version cannot show it
])
export type MessageReason = z.infer<typeof messageReason>

export const message = z.strictObject({
  id: messageId,
  conversationId,
  author: z.union([z.literal('me'), contactId]),
  text: z.string(),
  /** By the author's clock. */
  sentAt: time,
  /** By our clock; for a message of ours, when they confirmed it. Null until then. */
  receivedAt: time.nullable(),
  state: messageState,
  reason: messageReason.optional(),
})
export type Message = z.infer<typeof message>

export const messagesMethods = {
  /** Stored when it returns. The same `clientId` again returns the same message and sends nothing. */
  'messages.send': method(
    z.strictObject({
      conversationId,
      text: text().min(1),
      clientId: z.string().min(1).max(64).optional(),
    }),
    z.strictObject({ message }),
    { maxBytes: 512 * 1024 },
  ),
  /** Newest first. */
  'messages.list': method(z.strictObject({ conversationId, ...pageInput }), page(message)),
}

export const messagesTopics = {
  'message.added': topic(z.strictObject({ message })),
  'message.updated': topic(z.strictObject({ message })),
}
