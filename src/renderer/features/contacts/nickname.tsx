import { useState } from 'react'
import type { Contact } from '#contract/api/contacts.ts'
import { useAppState } from '../../state/context.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { strings } from './strings.ts'
import { useContactAction } from './use-contact-action.ts'

export function Nickname({ contact }: { contact: Contact }) {
  const { client } = useAppState()
  const { running, run } = useContactAction()
  const [nickname, setNickname] = useState(contact.nickname)
  const changed = nickname.trim() !== contact.nickname

  const save = async () => {
    const rename = () =>
      client.request('contacts.rename', { contactId: contact.id, nickname: nickname.trim() })
    await run('rename', rename, strings.details.saved)
  }

  return (
    <form
      className="details-nickname"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (changed) void save()
      }}
    >
      <Field
        label={strings.details.nickname}
        hint={strings.details.nicknameHint}
        placeholder={contact.displayName}
        maxLength={64}
        value={nickname}
        onChange={(event) => setNickname(event.target.value)}
        end={
          changed && (
            <Button kind="quiet" type="submit" busy={running !== null}>
              {strings.details.save}
            </Button>
          )
        }
      />
    </form>
  )
}
