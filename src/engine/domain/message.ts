import type { ConversationId, MessageId } from '#shared/ids.ts'

/** Largest text of one message, in bytes of UTF-8. It fits the largest padding bucket. */
export const MAX_TEXT_BYTES = 65_536

/** Largest text that goes with a request, in bytes of UTF-8: a request is one handshake frame. */
export const MAX_REQUEST_TEXT_BYTES = 2_000

/** What is stored; `sent` is not: a connection's promise does not outlive the connection. */
export type StoredState = 'queued' | 'delivered' | 'read' | 'unreadable'

export interface Message {
  readonly id: MessageId
  readonly conversationId: ConversationId
  /** Position in the conversation on this installation, from 1, in the order of storing. */
  readonly position: number
  readonly mine: boolean
  readonly text: string
  /** Unix milliseconds by the author's clock. */
  readonly sentAt: number
  /** Unix milliseconds by our clock: when theirs was stored, or when they confirmed ours. */
  readonly receivedAt: number | null
  readonly state: StoredState
}

const ORDER: Record<StoredState, number> = { queued: 0, unreadable: 1, delivered: 2, read: 3 }

/** Confirmations may come late or twice; a state never goes back. */
export function advance(message: Message, state: 'delivered' | 'read', now: number): Message {
  if (ORDER[message.state] >= ORDER[state]) return message
  return { ...message, state, receivedAt: message.receivedAt ?? now }
}
