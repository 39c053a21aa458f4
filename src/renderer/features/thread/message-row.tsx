import { memo } from 'react'
import type { Row } from '../../lib/thread-rows.ts'
import { dayLabel, fullTime, timeOfDay } from '../../lib/time.ts'
import { cx } from '../../ui/cx.ts'
import { DeliveryMark } from '../../ui/delivery-mark.tsx'
import { MessageText } from './message-text.tsx'
import { strings } from './strings.ts'
import type { ThreadMessage } from './thread-message.ts'

export interface MessageRowProps {
  readonly row: Row<ThreadMessage>
  readonly name: string
  readonly now: number
  readonly onResend: (clientId: string) => void
  readonly onDiscard: (clientId: string) => void
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { row, name, now } = props
  const { message, startsGroup, endsGroup } = row
  const mine = message.author === 'me'
  return (
    <div
      className={cx(
        'message',
        mine ? 'message-mine' : 'message-theirs',
        startsGroup && 'message-first',
        endsGroup && 'message-last',
      )}
      data-message={message.id}
    >
      {row.day !== null && (
        <div className="message-day">
          <span>{dayLabel(row.day, now)}</span>
        </div>
      )}
      {row.unreadHere && (
        <div className="message-unread">
          <span>{strings.newMessages}</span>
        </div>
      )}
      <div className={cx('message-bubble', message.state === 'failed' && 'message-bubble-failed')}>
        <span className="visually-hidden">{strings.from(mine ? strings.me : name)}</span>
        {message.reason === 'unreadable' ? (
          <span className="message-unreadable">{strings.unreadable}</span>
        ) : (
          <MessageText text={message.text} />
        )}
        <span className="message-meta">
          <time dateTime={new Date(message.sentAt).toISOString()} title={fullTime(message.sentAt)}>
            {timeOfDay(message.sentAt)}
          </time>
          {mine && <Mark message={message} name={name} />}
        </span>
      </div>
      {mine && <Note {...props} />}
    </div>
  )
})

function Mark({ message, name }: { message: ThreadMessage; name: string }) {
  if (!message.outgoing) return <DeliveryMark look={message.state} label={strings.delivery(name, message)} />
  const { error } = message.outgoing
  if (error === undefined) return <DeliveryMark look="queued" label={strings.storing} />
  return <DeliveryMark look="failed" label={strings.notStored(error)} />
}

/** What a mark cannot say: why something waits (once per group) or failed, and what can be done. */
function Note({ row, name, onResend, onDiscard }: MessageRowProps) {
  const { message, endsGroup } = row
  if (message.outgoing?.error !== undefined) {
    const { clientId, error } = message.outgoing
    return (
      <div className="message-note message-note-bad">
        {strings.notStored(error)}
        <button type="button" onClick={() => onResend(clientId)}>
          {strings.tryAgain}
        </button>
        <button type="button" onClick={() => onDiscard(clientId)}>
          {strings.discard}
        </button>
      </div>
    )
  }
  if (message.state === 'failed') {
    return <div className="message-note message-note-bad">{strings.delivery(name, message)}</div>
  }
  if (message.state !== 'queued' || !endsGroup || message.outgoing) return null
  return <div className="message-note">{strings.delivery(name, message)}</div>
}
