import { useEffect, useRef, type ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'
import { BackIcon } from './icons.tsx'
import './pane.css'

export interface PaneProps {
  readonly title: string
  readonly backLabel: string
  readonly onBack: () => void
  readonly children: ReactNode
}

/** A page in the main pane: a header with the way back, and a column of text and controls. */
export function Pane({ title, backLabel, onBack, children }: PaneProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section
      className="pane"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && !event.nativeEvent.isComposing) onBack()
      }}
    >
      <header className="pane-head">
        <IconButton label={backLabel} onClick={onBack}>
          <BackIcon />
        </IconButton>
        <h1 ref={heading} className="pane-title" tabIndex={-1}>
          {title}
        </h1>
      </header>
      <div className="pane-scroll">
        <div className="pane-column">{children}</div>
      </div>
    </section>
  )
}
