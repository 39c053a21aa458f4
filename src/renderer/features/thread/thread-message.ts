import type { Message } from '#contract/api/messages.ts'
import type { Outgoing, ThreadState } from '../../state/thread-state.ts'

/** What a thread shows: a stored message, or one of ours that the engine does not have yet. */
export type ThreadMessage = Message & { readonly outgoing?: Outgoing }

/** Oldest first; what is on its way stands at the end. */
export function threadMessages(thread: ThreadState, conversationId: string): ThreadMessage[] {
  const onTheirWay = thread.outgoing.map((outgoing) => ({
    id: outgoing.clientId,
    conversationId,
    author: 'me' as const,
    text: outgoing.text,
    sentAt: outgoing.sentAt,
    receivedAt: null,
    state: 'queued' as const,
    outgoing,
  }))
  return [...thread.items, ...onTheirWay]
}

/** The first message of theirs that we have not read; null if all are read. */
export function firstUnread(messages: readonly Message[]): string | null {
  return messages.find(({ author, state }) => author !== 'me' && state === 'delivered')?.id ?? null
}
