import { useRef, useState } from 'react'
import { ApiError, errorText } from '../../state/api-error.ts'
import { useAppState } from '../../state/context.ts'
import { Button } from '../../ui/button.tsx'
import { SecretField } from '../../ui/secret-field.tsx'
import { Stage } from '../../ui/stage.tsx'
import { strings } from './strings.ts'

export function Unlock() {
  const { client, enter } = useAppState()
  const [passphrase, setPassphrase] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)

  const submit = async () => {
    if (busy || passphrase === '') return
    setBusy(true)
    setError('')
    try {
      await client.request('profile.unlock', { passphrase })
      await enter()
    } catch (failure) {
      const wrong = failure instanceof ApiError && failure.code === 'wrong-passphrase'
      setError(wrong ? strings.wrong : errorText(failure))
      field.current?.focus()
      field.current?.select()
    } finally {
      setBusy(false)
    }
  }

  return (
    <Stage title={strings.title} lead={strings.lead}>
      <form
        className="stage-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <SecretField
          ref={field}
          label={strings.passphrase}
          showLabel={strings.show}
          hideLabel={strings.hide}
          error={error}
          hint={busy ? strings.busyHint : undefined}
          autoFocus
          autoComplete="current-password"
          maxLength={1024}
          readOnly={busy}
          value={passphrase}
          onChange={(event) => {
            setPassphrase(event.target.value)
            setError('')
          }}
        />
        <div className="stage-actions">
          <Button kind="primary" type="submit" busy={busy} disabled={passphrase === ''}>
            {busy ? strings.busy : strings.submit}
          </Button>
        </div>
      </form>
    </Stage>
  )
}
