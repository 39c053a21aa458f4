import { useState } from 'react'
import { strings } from './strings.ts'

const COLLAPSED_CHARS = 2000

/** Plain text, line breaks kept, nothing interpreted. Long texts begin collapsed. */
export function MessageText({ text }: { text: string }) {
  const [open, setOpen] = useState(false)
  const long = text.length > COLLAPSED_CHARS
  const shown = long && !open ? `${beginning(text)}…` : text
  return (
    <>
      <span className="message-text" dir="auto">
        {shown}
      </span>
      {long && (
        <button type="button" className="message-more" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? strings.showLess : strings.showAll}
        </button>
      )}
    </>
  )
}

/** Cut between two characters, not within one. */
function beginning(text: string): string {
  const cut = text.slice(0, COLLAPSED_CHARS)
  return /[\uD800-\uDBFF]$/u.test(cut) || !cut.isWellFormed() ? cut.slice(0, -1) : cut
}
