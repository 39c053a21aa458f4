import { useEffect, useState } from 'react'
import type { Contact } from '#contract/api/contacts.ts'
import { personTitle } from '../../lib/person.ts'
import { ApiError, errorText } from '../../state/api-error.ts'
import { useAppState } from '../../state/context.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyIcon, ShieldIcon } from '../../ui/icons.tsx'
import { useCopy } from '../../ui/use-copy.ts'
import { strings } from './strings.ts'
import { useContactAction } from './use-contact-action.ts'

export function SafetyNumber({ contact }: { contact: Contact }) {
  const { client } = useAppState()
  const { running, run } = useContactAction()
  const copy = useCopy()
  const [digits, setDigits] = useState('')
  const [problem, setProblem] = useState('')
  const name = personTitle(contact)
  const contactId = contact.id

  // Asked again when the contact changes: its keys may just have become known.
  useEffect(() => {
    let current = true
    client
      .request('contacts.safetyNumber', { contactId })
      .then((answer) => current && setDigits(answer.digits))
      .catch((error: unknown) => {
        if (!current) return
        const unknown = error instanceof ApiError && error.code === 'conflict'
        setProblem(unknown ? strings.safety.unknown(name) : errorText(error))
      })
    return () => {
      current = false
    }
  }, [client, contactId, contact.state, name])

  const verify = (verified: boolean) =>
    run(
      'verify',
      () => client.request('contacts.verify', { contactId, verified }),
      verified ? strings.safety.marked : strings.safety.unmarked,
    )

  return (
    <section className="details-section">
      <h3 className="details-heading">{strings.safety.title}</h3>
      {!digits && <p className="details-explain">{problem}</p>}
      {digits && (
        <>
          {contact.verified ? (
            <Banner tone="good" icon={<ShieldIcon size={18} />}>
              {strings.safety.done(name)}
            </Banner>
          ) : (
            <p className="details-explain">{strings.safety.lead(name)}</p>
          )}
          <p className="safety-digits">
            {digits.split(' ').map((group, at) => (
              <span key={at}>{group} </span>
            ))}
          </p>
          <div className="button-row">
            <Button
              kind={contact.verified ? 'secondary' : 'primary'}
              busy={running === 'verify'}
              onClick={() => void verify(!contact.verified)}
            >
              {contact.verified ? strings.safety.undo : strings.safety.verify}
            </Button>
            <Button
              kind="quiet"
              icon={<CopyIcon size={18} />}
              onClick={() =>
                void copy(digits, { done: strings.safety.copied, failed: strings.safety.copyFailed })
              }
            >
              {strings.safety.copy}
            </Button>
          </div>
        </>
      )}
    </section>
  )
}
