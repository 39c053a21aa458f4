import type { Contact } from '#contract/api/contacts.ts'
import type { Conversation } from '#contract/api/conversations.ts'
import { neverReached, personTitle } from '../../lib/person.ts'
import { listTime } from '../../lib/time.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { cx } from '../../ui/cx.ts'
import { DeliveryMark } from '../../ui/delivery-mark.tsx'
import { VerifiedIcon } from '../../ui/icons.tsx'
import { strings } from './strings.ts'

export interface ConversationRowProps {
  readonly conversation: Conversation
  readonly contact: Contact | undefined
  readonly selected: boolean
  readonly now: number
  readonly tabIndex: number
  readonly onOpen: () => void
  readonly onFocus: () => void
}

/** One line of plain text about the last thing that happened. */
function preview({ lastMessage }: Conversation, contact: Contact | undefined, title: string): string {
  if (lastMessage?.reason === 'unreadable') return strings.unreadable
  if (lastMessage) return lastMessage.text.slice(0, 200).replace(/\s+/gu, ' ')
  if (contact?.state === 'pending') return strings.asksToTalk
  if (contact && neverReached(contact)) return strings.waiting(title)
  return contact?.state === 'requested' ? strings.requested : strings.noMessages
}

export function ConversationRow(props: ConversationRowProps) {
  const { conversation, contact, selected, now } = props
  const { lastMessage, unread } = conversation
  const title = contact ? personTitle(contact) : conversation.title
  const mine = lastMessage?.author === 'me'
  const blocked = contact?.state === 'blocked'
  return (
    <button
      type="button"
      className={cx('conversation', selected && 'conversation-selected', blocked && 'conversation-blocked')}
      aria-current={selected ? 'true' : undefined}
      tabIndex={props.tabIndex}
      onClick={props.onOpen}
      onFocus={props.onFocus}
      data-conversation={conversation.id}
    >
      <Avatar id={conversation.contactId} name={title} online={contact?.online ?? false} />
      <span className="conversation-text">
        <span className="conversation-top">
          <bdi className="conversation-title">{title}</bdi>
          {contact?.verified && (
            <>
              <VerifiedIcon size={15} className="verified" />
              <span className="visually-hidden">{strings.verified}</span>
            </>
          )}
          <time className="conversation-time" dateTime={new Date(conversation.updatedAt).toISOString()}>
            {listTime(conversation.updatedAt, now)}
          </time>
        </span>
        <span className="conversation-bottom">
          <span className={cx('conversation-preview', unread > 0 && 'conversation-preview-unread')}>
            {mine && !blocked && <span className="conversation-you">{strings.you}</span>}
            {blocked ? strings.blocked : preview(conversation, contact, title)}
          </span>
          {mine && !blocked && (
            <DeliveryMark look={lastMessage.state} label={strings.states[lastMessage.state]} />
          )}
          {unread > 0 && (
            <span className="conversation-unread">
              <span aria-hidden="true">{strings.unreadShort(unread)}</span>
              <span className="visually-hidden">{strings.unread(unread)}</span>
            </span>
          )}
        </span>
      </span>
    </button>
  )
}
