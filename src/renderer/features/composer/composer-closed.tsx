import { useState } from 'react'
import type { Contact } from '#contract/api/contacts.ts'
import { errorText } from '../../state/api-error.ts'
import { useAppState } from '../../state/context.ts'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toast.tsx'
import { strings } from './strings.ts'
import './composer.css'

/** In place of the composer: why nothing can be written here, and what changes that. */
export function ComposerClosed({ contact, name }: { contact: Contact; name: string }) {
  const { client } = useAppState()
  const toast = useToast()
  const [busy, setBusy] = useState(false)

  const unblock = async () => {
    setBusy(true)
    try {
      await client.request('contacts.unblock', { contactId: contact.id })
    } catch (error) {
      toast(errorText(error), 'bad')
      setBusy(false)
    }
  }

  if (contact.state === 'requested') return <p className="composer-closed">{strings.requested(name)}</p>
  return (
    <div className="composer-closed">
      <p>{strings.blocked(name)}</p>
      <Button busy={busy} onClick={() => void unblock()}>
        {strings.unblock}
      </Button>
    </div>
  )
}
