import { Button } from '../../ui/button.tsx'
import { CopyIcon } from '../../ui/icons.tsx'
import { Stage } from '../../ui/stage.tsx'
import { useCopy } from '../../ui/use-copy.ts'
import { strings } from './strings.ts'
import './words.css'

export function Words({ words, onNext }: { words: readonly string[]; onNext: () => void }) {
  const copy = useCopy()
  return (
    <Stage title={strings.words.title} lead={<p>{strings.words.lead}</p>} wide read>
      <ol className="words" aria-label={strings.words.list}>
        {words.map((word, at) => (
          <li key={at}>
            <span className="words-number">{at + 1}</span>
            <span className="words-word">{word}</span>
          </li>
        ))}
      </ol>
      <ul className="words-facts">
        <li>{strings.words.restore}</li>
        <li>{strings.words.history}</li>
        <li>{strings.words.nobody}</li>
      </ul>
      <div className="stage-actions">
        <Button kind="primary" onClick={onNext}>
          {strings.words.next}
        </Button>
        <Button
          kind="quiet"
          icon={<CopyIcon size={18} />}
          aria-describedby="words-copy-hint"
          onClick={() =>
            void copy(words.join(' '), { done: strings.words.copied, failed: strings.words.copyFailed })
          }
        >
          {strings.words.copy}
        </Button>
        <p id="words-copy-hint" className="words-hint">
          {strings.words.copyHint}
        </p>
      </div>
    </Stage>
  )
}
