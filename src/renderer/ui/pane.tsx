import type { ReactNode } from 'react'
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
  return (
    <section className="pane" aria-label={title}>
      <header className="pane-head">
        <IconButton label={backLabel} onClick={onBack}>
          <BackIcon />
        </IconButton>
        <h1 className="pane-title">{title}</h1>
      </header>
      <div className="pane-scroll">
        <div className="pane-column">{children}</div>
      </div>
    </section>
  )
}
