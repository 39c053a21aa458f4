import { useId, useMemo, useRef, useState } from 'react'
import type { Contact } from '#contract/api/contacts.ts'
import { addressIn, MAX_PASTED_CHARS } from '../../lib/address-text.ts'
import { personTitle } from '../../lib/person.ts'
import { utf8Length } from '../../lib/utf8-length.ts'
import { errorText } from '../../state/api-error.ts'
import { useAppState } from '../../state/context.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextField } from '../../ui/field.tsx'
import { CheckIcon } from '../../ui/icons.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { useToast } from '../../ui/toast.tsx'
import { pictureIn } from './clipboard-picture.ts'
import { QrSource } from './qr-source.tsx'
import { strings } from './strings.ts'
import { usePreview } from './use-preview.ts'
import { useQrPicture } from './use-qr-picture.ts'
import './add-contact.css'

const MAX_MESSAGE_BYTES = 2000
const COUNT_FROM = 1600

export interface AddContactProps {
  readonly onClose: () => void
  readonly onAdded: (contact: Contact) => void
}

export function AddContact({ onClose, onAdded }: AddContactProps) {
  const { client } = useAppState()
  const toast = useToast()
  const [address, setAddress] = useState('')
  const [nickname, setNickname] = useState('')
  const [message, setMessage] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const formId = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const wanted = useMemo(() => addressIn(address), [address])
  const preview = usePreview(wanted)

  const take = (text: string) => {
    setAddress(addressIn(text))
    setFailure('')
    field.current?.focus()
  }
  const picture = useQrPicture(take)
  const problem = preview.state === 'unusable' ? preview.words : failure
  const left = MAX_MESSAGE_BYTES - utf8Length(message.trim())

  const submit = async () => {
    if (busy) return
    picture.clear()
    if (wanted === '') setFailure(strings.add.missing)
    if (preview.state !== 'usable' && preview.state !== 'checking') return
    if (left < 0 && !preview.moved) return
    setBusy(true)
    setFailure('')
    try {
      const { contact } = await client.request('contacts.add', {
        address: wanted,
        ...(nickname.trim() !== '' && { nickname: nickname.trim() }),
        ...(message.trim() !== '' && !preview.moved && { message: message.trim().toWellFormed() }),
      })
      toast(outcome(contact, preview.moved))
      onAdded(contact)
    } catch (error) {
      setFailure(errorText(error))
      setBusy(false)
    }
  }

  return (
    <Dialog
      title={strings.add.title}
      closeLabel={strings.close}
      onClose={onClose}
      actions={
        <>
          <span className="add-contact-promise">{strings.add.sendsNothing}</span>
          <Button kind="primary" type="submit" form={formId} busy={busy}>
            {strings.add.submit}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="add-contact"
        data-dropping={picture.dropping || undefined}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
        onPaste={(event) => {
          const file = pictureIn(event.clipboardData)
          if (!file) return
          event.preventDefault()
          void picture.read(file)
        }}
        {...picture.dropTarget}
      >
        <TextField
          ref={field}
          label={strings.add.field}
          placeholder={strings.add.placeholder}
          rows={2}
          maxLength={MAX_PASTED_CHARS}
          autoCapitalize="none"
          data-autofocus
          error={picture.error ? undefined : problem}
          value={address}
          onChange={(event) => {
            setAddress(event.target.value)
            setFailure('')
            picture.clear()
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault()
            void submit()
          }}
        />
        {(preview.state === 'usable' || preview.state === 'checking') && (
          <p className="add-contact-preview" data-state={preview.state} role="status">
            {preview.state === 'usable' ? <CheckIcon size={18} /> : <Spinner />}
            {preview.words}
          </p>
        )}
        <QrSource picture={picture} onText={take} />
        {picture.error && (
          <Banner tone="bad" role="alert">
            {picture.error}
          </Banner>
        )}
        <Field
          label={strings.add.nickname}
          aside={strings.add.optional}
          hint={strings.add.nicknameHint}
          maxLength={64}
          value={nickname}
          onChange={(event) => setNickname(event.target.value)}
        />
        {!preview.moved && (
          <TextField
            label={strings.add.message}
            aside={left <= MAX_MESSAGE_BYTES - COUNT_FROM ? countWords(left) : strings.add.optional}
            hint={strings.add.messageHint}
            error={left < 0 ? strings.add.tooLong : undefined}
            spellCheck
            rows={2}
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        )}
        {picture.dropping && <div className="add-contact-drop">{strings.add.drop}</div>}
      </form>
    </Dialog>
  )
}

const countWords = (left: number) => (left < 0 ? strings.add.over(-left) : strings.add.left(left))

/** What has become of it: an accepted contact on a new installation is asked anew. */
function outcome(contact: Contact, before: Contact | undefined): string {
  if (before?.state === contact.state) return strings.add.taken
  const words = contact.state === 'accepted' ? strings.add.accepted : strings.add.added
  return words(personTitle(contact))
}
