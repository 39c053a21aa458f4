import { z } from 'zod'
import { method, topic } from '../define.ts'
import { contactId, conversationId, empty, messageId, page, pageInput, text, time } from './common.ts'
import { message } from './messages.ts'

export const conversation = z.strictObject({
  id: conversationId,
  contactId,
  title: z.string(),
  /** Messages of theirs that we have not read. */
  unread: z.int().nonnegative(),
  lastMessage: message.nullable(),
  updatedAt: time,
})
export type Conversation = z.infer<typeof conversation>

export const conversationsMethods = {
  /** Newest activity first. */
  'conversations.list': method(z.strictObject(pageInput), page(conversation)),
  /** Everything up to and including that message (by id) or that moment (by time) is read. */
  'conversations.markRead': method(
    z.strictObject({ conversationId, upTo: z.union([messageId, time]) }),
    empty,
  ),
  /** The text that was being written when the person left the conversation. */
  'conversations.draft': method(z.strictObject({ conversationId }), z.strictObject({ text: z.string() })),
  'conversations.saveDraft': method(z.strictObject({ conversationId, text: text().max(65_536) }), empty, {
    maxBytes: 512 * 1024,
  }),
}

export const conversationsTopics = {
  'conversation.updated': topic(z.strictObject({ conversation, removed: z.boolean() })),
}
