import { useState } from 'react'
import { quizPositions, sameWord } from '../../lib/quiz.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Stage } from '../../ui/stage.tsx'
import { strings } from './strings.ts'

const ASKED = 3

export interface QuizProps {
  readonly words: readonly string[]
  readonly onBack: () => void
  readonly onDone: () => void
}

export function Quiz({ words, onBack, onDone }: QuizProps) {
  const [positions] = useState(() => quizPositions(words.length, ASKED))
  const [typed, setTyped] = useState<Record<number, string>>({})
  const [wrong, setWrong] = useState<readonly number[]>([])

  const submit = () => {
    const missed = positions.filter((at) => !sameWord(typed[at] ?? '', words[at] ?? ''))
    setWrong(missed)
    if (missed.length === 0) onDone()
  }

  return (
    <Stage title={strings.quiz.title} lead={strings.quiz.lead}>
      <form
        className="stage-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {positions.map((at, order) => (
          <Field
            key={at}
            label={strings.quiz.word(at + 1)}
            error={wrong.includes(at) ? strings.quiz.wrong : undefined}
            autoFocus={order === 0}
            autoCapitalize="none"
            maxLength={40}
            value={typed[at] ?? ''}
            onChange={(event) => {
              setTyped({ ...typed, [at]: event.target.value })
              setWrong(wrong.filter((other) => other !== at))
            }}
          />
        ))}
        <div className="stage-actions">
          <Button kind="primary" type="submit">
            {strings.quiz.submit}
          </Button>
          <Button kind="quiet" onClick={onBack}>
            {strings.quiz.again}
          </Button>
        </div>
      </form>
    </Stage>
  )
}
