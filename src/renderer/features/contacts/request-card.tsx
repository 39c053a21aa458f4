import type { Contact } from '#contract/api/contacts.ts'
import { personTitle } from '../../lib/person.ts'
import { useAppState } from '../../state/context.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { strings } from './strings.ts'
import { useContactAction } from './use-contact-action.ts'
import './request-card.css'

export interface RequestCardProps {
  readonly contact: Contact
  /** What they wrote with their request, as it is in the list already: nothing is fetched for a request. */
  readonly message: string
}

/** Somebody who is not a contact yet asks to talk. */
export function RequestCard({ contact, message }: RequestCardProps) {
  const { client } = useAppState()
  const { running, run } = useContactAction()
  const name = personTitle(contact)
  const contactId = contact.id
  return (
    <div className="request">
      <section className="request-card" aria-labelledby="request-title">
        <Avatar id={contact.id} name={name} size={72} />
        <h2 id="request-title" className="request-title">
          <bdi>{name}</bdi>
          {strings.request.title}
        </h2>
        {message ? (
          <blockquote className="request-message" aria-label={strings.request.messageLabel}>
            {message}
          </blockquote>
        ) : (
          <p className="request-none">{strings.request.noMessage}</p>
        )}
        <div className="button-row request-actions">
          <Button
            kind="primary"
            busy={running === 'accept'}
            onClick={() =>
              void run(
                'accept',
                () => client.request('contacts.accept', { contactId }),
                strings.request.accepted(name),
              )
            }
          >
            {strings.request.accept}
          </Button>
          <Button
            busy={running === 'block'}
            onClick={() =>
              void run(
                'block',
                () => client.request('contacts.block', { contactId }),
                strings.request.blocked(name),
              )
            }
          >
            {strings.request.block}
          </Button>
          <Button
            busy={running === 'remove'}
            onClick={() =>
              void run(
                'remove',
                () => client.request('contacts.remove', { contactId }),
                strings.request.removed,
              )
            }
          >
            {strings.request.remove}
          </Button>
        </div>
        <p className="request-explain">{strings.request.explain}</p>
      </section>
    </div>
  )
}
