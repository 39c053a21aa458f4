import type { ReactNode } from 'react'
import type { Contact } from '#contract/api/contacts.ts'
import type { Conversation } from '#contract/api/conversations.ts'
import { Button } from '../../ui/button.tsx'
import { Beginning } from './beginning.tsx'
import { MessageList } from './message-list.tsx'
import { strings } from './strings.ts'
import { ThreadHeader } from './thread-header.tsx'
import { useThread } from './use-thread.ts'
import './thread.css'

export interface ThreadViewProps {
  readonly conversation: Conversation
  readonly contact: Contact | undefined
  readonly name: string
  readonly onBack: () => void
  readonly onDetails: () => void
  /** In place of the messages: a request, of which nothing is loaded. */
  readonly instead?: ReactNode
  readonly footer: ReactNode
}

export function ThreadView(props: ThreadViewProps) {
  const { conversation, contact, name, onBack, onDetails, instead, footer } = props
  return (
    <section className="thread" aria-label={name}>
      <ThreadHeader
        contact={contact}
        contactId={conversation.contactId}
        name={name}
        onBack={onBack}
        onDetails={onDetails}
      />
      {instead || <Messages key={conversation.id} conversation={conversation} name={name} />}
      {footer}
    </section>
  )
}

function Messages({ conversation, name }: { conversation: Conversation; name: string }) {
  const { id, unread } = conversation
  const open = useThread(id)
  const { items, outgoing, loaded } = open.state
  if (open.error && !loaded) {
    return (
      <div className="thread-empty" role="alert">
        <p>{open.error}</p>
        <Button onClick={open.retry}>{strings.tryAgain}</Button>
      </div>
    )
  }
  if (!loaded) return <div className="thread-empty" aria-busy="true" />
  if (items.length + outgoing.length === 0) {
    return (
      <div className="thread-empty">
        <Beginning name={name} whole />
      </div>
    )
  }
  return <MessageList open={open} conversationId={id} name={name} unread={unread} />
}
