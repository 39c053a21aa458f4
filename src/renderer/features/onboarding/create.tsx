import { useAppState } from '../../state/context.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Stage } from '../../ui/stage.tsx'
import { NameField } from './name-field.tsx'
import { PassphraseFields } from './passphrase.tsx'
import { strings } from './strings.ts'
import { useIdentityForm } from './use-identity-form.ts'

export interface CreateProps {
  readonly onBack: () => void
  readonly onCreated: (words: readonly string[]) => void
}

export function Create({ onBack, onCreated }: CreateProps) {
  const { client, setOnboarding } = useAppState()
  const form = useIdentityForm()

  const submit = () =>
    form.submit(async (input) => {
      // From here on the profile exists: its words must not be pushed off the screen by the state "ready".
      setOnboarding(true)
      try {
        const { words } = await client.request('profile.create', input)
        onCreated(words)
      } catch (error) {
        setOnboarding(false)
        throw error
      }
    })

  return (
    <Stage title={strings.create.title} lead={strings.create.lead}>
      <form
        className="stage-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <NameField form={form} autoFocus />
        <PassphraseFields form={form} />
        {form.failure && (
          <Banner tone="bad" role="alert">
            {form.failure}
          </Banner>
        )}
        <div className="stage-actions">
          <Button kind="primary" type="submit" busy={form.busy}>
            {strings.create.submit}
          </Button>
          <Button kind="quiet" onClick={onBack}>
            {strings.form.back}
          </Button>
        </div>
      </form>
    </Stage>
  )
}
