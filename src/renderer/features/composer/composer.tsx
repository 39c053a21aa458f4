import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { MAX_TEXT_BYTES } from '#contract/api/messages.ts'
import { utf8Length } from '../../lib/utf8-length.ts'
import { useAppState, useSession } from '../../state/context.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { SendIcon } from '../../ui/icons.tsx'
import { outgoingText } from './outgoing-text.ts'
import { strings } from './strings.ts'
import { useDraft } from './use-draft.ts'
import './composer.css'

/** From here on the remaining room is shown. */
const COUNT_FROM_BYTES = 60 * 1024

const canGrow = CSS.supports('field-sizing', 'content')

export interface ComposerProps {
  readonly conversationId: string
  readonly name: string
}

/** Mount it with the conversation as its key. */
export function Composer({ conversationId, name }: ComposerProps) {
  const state = useAppState()
  const { connected } = useSession()
  const [text, setText] = useDraft(conversationId)
  const [kept, setKept] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const outgoing = outgoingText(text)
  // Counting is only worth it near the limit: no character takes more than three bytes a code unit.
  const bytes = outgoing.length * 3 < COUNT_FROM_BYTES ? 0 : utf8Length(outgoing)
  const left = MAX_TEXT_BYTES - bytes

  useEffect(() => {
    // On a touch screen the keyboard would cover what the person came to read.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [])

  useLayoutEffect(() => {
    if (canGrow || !field.current) return
    field.current.style.height = 'auto'
    field.current.style.height = `${field.current.scrollHeight}px`
  }, [text])

  const send = () => {
    if (outgoing === '' || left < 0) return
    const sent = state.send(conversationId, outgoing)
    setKept(!sent)
    if (sent) setText('')
    field.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // 229: the key belongs to an input method, also where `isComposing` has ended already.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.shiftKey || event.altKey) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {left < 0 && (
        <p id="composer-problem" className="composer-problem" role="alert">
          {strings.tooLong(-left)}
        </p>
      )}
      {left >= 0 && bytes >= COUNT_FROM_BYTES && <p className="composer-count">{strings.left(left)}</p>}
      <div role="status">{kept && !connected && <p className="composer-count">{strings.kept}</p>}</div>
      <div className="composer-box">
        <textarea
          ref={field}
          className="composer-field"
          rows={1}
          aria-label={strings.label(name)}
          aria-describedby={left < 0 ? 'composer-problem' : 'composer-keys'}
          aria-invalid={left < 0 || undefined}
          placeholder={strings.placeholder}
          dir="auto"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <IconButton
          label={strings.send}
          className="composer-send"
          type="submit"
          disabled={outgoing === '' || left < 0}
        >
          <SendIcon />
        </IconButton>
      </div>
      <p id="composer-keys" className="visually-hidden">
        {strings.keys}
      </p>
    </form>
  )
}
