import { useEffect, useState } from 'react'
import { ComposerClosed } from '../features/composer/composer-closed.tsx'
import { Composer } from '../features/composer/composer.tsx'
import { ContactDetails } from '../features/contacts/details.tsx'
import { RequestCard } from '../features/contacts/request-card.tsx'
import { ThreadView } from '../features/thread/thread-view.tsx'
import { personTitle } from '../lib/person.ts'
import { useContact, useConversation, useConversations } from '../state/context.ts'

export interface ConversationProps {
  readonly conversationId: string
  readonly onBack: () => void
}

/** One open conversation: which parts of it there are depends on what the two people are to each other. */
export function Conversation({ conversationId, onBack }: ConversationProps) {
  const conversation = useConversation(conversationId)
  const { loaded } = useConversations()
  const contact = useContact(conversation?.contactId ?? '')
  const [details, setDetails] = useState(false)
  const gone = loaded && !conversation

  // Deleted, here or in another window.
  useEffect(() => {
    if (gone) onBack()
  }, [gone, onBack])

  if (!conversation) return null
  const name = contact ? personTitle(contact) : conversation.title
  const pending = contact?.state === 'pending'
  const closed = contact?.state === 'requested' || contact?.state === 'blocked'
  return (
    <>
      <ThreadView
        conversation={conversation}
        contact={contact}
        name={name}
        onBack={onBack}
        onDetails={() => setDetails(true)}
        instead={pending && <RequestCard contact={contact} message={conversation.lastMessage?.text ?? ''} />}
        footer={
          closed ? (
            <ComposerClosed contact={contact} name={name} />
          ) : (
            !pending && <Composer conversationId={conversationId} name={name} />
          )
        }
      />
      {details && contact && <ContactDetails contact={contact} onClose={() => setDetails(false)} />}
    </>
  )
}
