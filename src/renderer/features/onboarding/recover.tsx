import { useEffect, useState } from 'react'
import { PHRASE_WORDS, phraseWords, strangeWords } from '../../lib/phrase.ts'
import { knownWords } from '../../lib/word-list.ts'
import { useAppState } from '../../state/context.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Stage } from '../../ui/stage.tsx'
import { NameField } from './name-field.tsx'
import { PassphraseFields } from './passphrase.tsx'
import { strings } from './strings.ts'
import { useIdentityForm } from './use-identity-form.ts'

const MAX_CHARS = 600

export function Recover({ onBack }: { onBack: () => void }) {
  const { client, enter } = useAppState()
  const form = useIdentityForm()
  const [text, setText] = useState('')
  const [known, setKnown] = useState<ReadonlySet<string> | null>(null)
  const [incomplete, setIncomplete] = useState(false)
  const words = phraseWords(text)
  const strange = known ? strangeWords(text, known) : []

  useEffect(() => {
    // Without the list the words are checked by the engine alone.
    knownWords().then(setKnown, () => undefined)
  }, [])

  const submit = () => {
    setIncomplete(words.length !== PHRASE_WORDS)
    if (words.length !== PHRASE_WORDS) return
    void form.submit(async (input) => {
      await client.request('profile.recover', { ...input, words })
      await enter()
    })
  }

  const wrong =
    strange.length > 0
      ? strings.recover.strange(
          strange.slice(0, 5).map(({ at, word }) => strings.recover.strangeWord(at + 1, word)),
        )
      : undefined

  return (
    <Stage title={strings.recover.title} lead={strings.recover.lead}>
      <form
        className="stage-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          label={strings.recover.words}
          aside={strings.recover.count(words.length)}
          placeholder={strings.recover.wordsPlaceholder}
          error={wrong ?? (incomplete ? strings.recover.incomplete : undefined)}
          autoFocus
          autoCapitalize="none"
          maxLength={MAX_CHARS}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setIncomplete(false)
          }}
        />
        <NameField form={form} />
        <PassphraseFields form={form} />
        {form.failure && (
          <Banner tone="bad" role="alert">
            {form.failure}
          </Banner>
        )}
        <div className="stage-actions">
          <Button kind="primary" type="submit" busy={form.busy}>
            {strings.recover.submit}
          </Button>
          <Button kind="quiet" onClick={onBack}>
            {strings.form.back}
          </Button>
        </div>
      </form>
    </Stage>
  )
}
