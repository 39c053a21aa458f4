import { useState } from 'react'
import { useAppState } from '../../state/context.ts'
import { Button } from '../../ui/button.tsx'
import { Stage } from '../../ui/stage.tsx'
import { Create } from './create.tsx'
import { Quiz } from './quiz.tsx'
import { Recover } from './recover.tsx'
import { strings } from './strings.ts'
import { Words } from './words.tsx'

type Step =
  | { readonly name: 'welcome' | 'create' | 'recover' }
  | { readonly name: 'words' | 'quiz'; readonly words: readonly string[] }

/** From nothing to a profile. The words live in this component's memory and nowhere else. */
export function Onboarding() {
  const { enter, setOnboarding } = useAppState()
  const [step, setStep] = useState<Step>({ name: 'welcome' })
  const welcome = () => setStep({ name: 'welcome' })

  const done = async () => {
    await enter()
    setOnboarding(false)
  }

  switch (step.name) {
    case 'create':
      return <Create onBack={welcome} onCreated={(words) => setStep({ name: 'words', words })} />
    case 'recover':
      return <Recover onBack={welcome} />
    case 'words':
      return <Words words={step.words} onNext={() => setStep({ ...step, name: 'quiz' })} />
    case 'quiz':
      return (
        <Quiz
          words={step.words}
          onBack={() => setStep({ ...step, name: 'words' })}
          onDone={() => void done()}
        />
      )
    case 'welcome':
      return (
        <Stage title={strings.welcome.title} lead={strings.welcome.lead}>
          <div className="stage-actions">
            <Button kind="primary" autoFocus onClick={() => setStep({ name: 'create' })}>
              {strings.welcome.create}
            </Button>
            <Button onClick={() => setStep({ name: 'recover' })}>{strings.welcome.recover}</Button>
          </div>
        </Stage>
      )
  }
}
