import { useEffect, useRef, type ReactNode } from 'react'
import { Logo } from './logo.tsx'
import './stage.css'

export interface StageProps {
  readonly title: string
  readonly children: ReactNode
  /** Under the title, before the controls. */
  readonly lead?: ReactNode
  readonly wide?: boolean
  /** Where there is something to read before anything can be done: begins at the title. */
  readonly read?: boolean
}

/** One thing on an otherwise empty screen: before there is a profile, and while it is locked. */
export function Stage({ title, lead, children, wide = false, read = false }: StageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (read) heading.current?.focus()
  }, [read])
  return (
    <main className="stage">
      <div className={wide ? 'stage-card stage-card-wide' : 'stage-card'}>
        <div className="stage-mark">
          <Logo size={44} />
          <span>sotto</span>
        </div>
        <h1 ref={heading} className="stage-title" tabIndex={read ? -1 : undefined}>
          {title}
        </h1>
        {lead && <div className="stage-lead">{lead}</div>}
        {children}
      </div>
    </main>
  )
}
