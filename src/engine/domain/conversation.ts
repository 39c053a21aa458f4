import type { ContactId, ConversationId } from '#shared/ids.ts'

export interface Conversation {
  readonly id: ConversationId
  readonly contactId: ContactId
  /** Position that the next message gets; positions start at 1. */
  readonly nextPosition: number
  /** Messages of theirs above `readPosition`. */
  readonly unread: number
  /** Up to here we have read. */
  readonly readPosition: number
  /** Up to here our messages are known to have been read by them. */
  readonly peerReadPosition: number
  /** Unix milliseconds of the last message, or of the creation. */
  readonly updatedAt: number
}

export function newConversation(id: ConversationId, contactId: ContactId, now: number): Conversation {
  return { id, contactId, nextPosition: 1, unread: 0, readPosition: 0, peerReadPosition: 0, updatedAt: now }
}

/** The conversation after one more message was stored in it. */
export function withMessage(conversation: Conversation, mine: boolean, now: number): Conversation {
  return {
    ...conversation,
    nextPosition: conversation.nextPosition + 1,
    unread: conversation.unread + (mine ? 0 : 1),
    updatedAt: Math.max(conversation.updatedAt, now),
  }
}
