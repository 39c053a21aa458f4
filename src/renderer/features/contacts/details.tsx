import { useState } from 'react'
import type { Contact } from '#contract/api/contacts.ts'
import { neverReached, personTitle } from '../../lib/person.ts'
import { seenAgo } from '../../lib/time.ts'
import { useNow } from '../../lib/use-now.ts'
import { useAppState } from '../../state/context.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { BlockIcon, TrashIcon, VerifiedIcon } from '../../ui/icons.tsx'
import { Nickname } from './nickname.tsx'
import { SafetyNumber } from './safety-number.tsx'
import { strings } from './strings.ts'
import { useContactAction } from './use-contact-action.ts'
import './details.css'

export interface ContactDetailsProps {
  readonly contact: Contact
  readonly onClose: () => void
}

export function ContactDetails({ contact, onClose }: ContactDetailsProps) {
  const { client } = useAppState()
  const { running, run } = useContactAction()
  const [removing, setRemoving] = useState(false)
  const name = personTitle(contact)
  const contactId = contact.id
  const blocked = contact.state === 'blocked'

  const toggleBlock = () =>
    run(
      'block',
      () => client.request(blocked ? 'contacts.unblock' : 'contacts.block', { contactId }),
      blocked ? strings.block.unblocked(name) : strings.block.blocked(name),
    )

  const remove = async () => {
    const done = await run(
      'remove',
      () => client.request('contacts.remove', { contactId }),
      strings.remove.done,
    )
    setRemoving(false)
    if (done) onClose()
  }

  return (
    <Dialog shape="side" title={strings.details.title} closeLabel={strings.close} onClose={onClose}>
      <Identity contact={contact} name={name} />
      {/* Keyed: another contact, another text in the field. */}
      <Nickname key={contact.id} contact={contact} />
      <SafetyNumber contact={contact} />
      <section className="details-section">
        <p className="details-explain">
          {blocked ? strings.block.explainBlocked(name) : strings.block.explain(name)}
        </p>
        <div className="button-row">
          <Button
            icon={<BlockIcon size={18} />}
            busy={running === 'block'}
            onClick={() => void toggleBlock()}
          >
            {blocked ? strings.block.unblock : strings.block.block}
          </Button>
          <Button
            kind="quiet"
            className="details-remove"
            icon={<TrashIcon size={18} />}
            onClick={() => setRemoving(true)}
          >
            {strings.remove.button}
          </Button>
        </div>
      </section>
      {removing && (
        <Confirm
          title={strings.remove.title(name)}
          confirmLabel={strings.remove.confirm}
          cancelLabel={strings.cancel}
          onConfirm={remove}
          onClose={() => setRemoving(false)}
        >
          <p>{strings.remove.text(name)}</p>
        </Confirm>
      )}
    </Dialog>
  )
}

function Identity({ contact, name }: { contact: Contact; name: string }) {
  const now = useNow()
  const seen = contact.lastSeen === null ? null : strings.details.lastSeen(seenAgo(contact.lastSeen, now))
  const asked = neverReached(contact) ? strings.details.unreached : strings.details.states[contact.state]
  const presence = contact.online ? strings.details.online : (seen ?? strings.details.neverSeen)
  return (
    <div className="details-identity">
      <Avatar id={contact.id} name={name} size={72} online={contact.online} />
      <p className="details-name">
        {name}
        {contact.verified && <VerifiedIcon size={20} className="verified" />}
        {contact.verified && <span className="visually-hidden">{strings.details.verified}</span>}
      </p>
      {contact.nickname !== '' && (
        <p className="details-line">
          {contact.displayName ? strings.details.theirName(contact.displayName) : strings.details.noName}
        </p>
      )}
      <p className="details-line">{contact.state === 'accepted' ? presence : asked}</p>
    </div>
  )
}
