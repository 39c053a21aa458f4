import type { Contact } from '#contract/api/contacts.ts'
import type { Conversation } from '#contract/api/conversations.ts'

export type ListRow =
  | { readonly kind: 'heading'; readonly of: 'requests' | 'conversations'; readonly count: number }
  | {
      readonly kind: 'conversation'
      readonly conversation: Conversation
      readonly contact: Contact | undefined
    }

/** Requests first, then conversations, each newest first; a heading only where there are both kinds to tell apart. */
export function listRows(conversations: readonly Conversation[], contacts: readonly Contact[]): ListRow[] {
  const people = new Map(contacts.map((contact) => [contact.id, contact]))
  const rows = conversations
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
    .map((conversation) => ({
      kind: 'conversation' as const,
      conversation,
      contact: people.get(conversation.contactId),
    }))
  const requests = rows.filter(({ contact }) => contact?.state === 'pending')
  if (requests.length === 0) return rows
  const others = rows.filter(({ contact }) => contact?.state !== 'pending')
  const heading = (of: 'requests' | 'conversations', count: number) => ({
    kind: 'heading' as const,
    of,
    count,
  })
  const tail = others.length === 0 ? [] : [heading('conversations', others.length), ...others]
  return [heading('requests', requests.length), ...requests, ...tail]
}
