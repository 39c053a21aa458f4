import type { Contact } from '#contract/api/contacts.ts'
import { neverReached } from '../../lib/person.ts'
import { seenAgo } from '../../lib/time.ts'
import { useNow } from '../../lib/use-now.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { BackIcon, InfoIcon, VerifiedIcon } from '../../ui/icons.tsx'
import { strings } from './strings.ts'

export interface ThreadHeaderProps {
  readonly contact: Contact | undefined
  readonly contactId: string
  readonly name: string
  readonly onBack: () => void
  readonly onDetails: () => void
}

function presence(contact: Contact, name: string, now: number): string {
  if (contact.state === 'blocked') return strings.blocked
  if (neverReached(contact)) return strings.waiting(name)
  if (contact.state === 'requested') return strings.requested
  if (contact.state === 'pending') return strings.pending
  if (contact.online) return strings.online
  return contact.lastSeen === null ? strings.offline : strings.lastSeen(seenAgo(contact.lastSeen, now))
}

export function ThreadHeader({ contact, contactId, name, onBack, onDetails }: ThreadHeaderProps) {
  const now = useNow()
  return (
    <header className="thread-head">
      <IconButton label={strings.back} className="thread-back" onClick={onBack}>
        <BackIcon />
      </IconButton>
      <Avatar id={contactId} name={name} size={40} online={contact?.online ?? false} />
      <div className="thread-who">
        <h1 className="thread-name">
          <bdi>{name}</bdi>
          {contact?.verified && (
            <>
              <VerifiedIcon size={17} className="verified" />
              <span className="visually-hidden">{strings.verified}</span>
            </>
          )}
        </h1>
        {contact && <p className="thread-presence">{presence(contact, name, now)}</p>}
      </div>
      <IconButton label={strings.details(name)} onClick={onDetails}>
        <InfoIcon />
      </IconButton>
    </header>
  )
}
