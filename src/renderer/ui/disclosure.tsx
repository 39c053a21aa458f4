import type { ReactNode } from 'react'
import { ChevronIcon } from './icons.tsx'
import './disclosure.css'

export function Disclosure({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <details className="disclosure">
      <summary className="disclosure-summary">
        <ChevronIcon size={16} />
        {summary}
      </summary>
      <div className="disclosure-body">{children}</div>
    </details>
  )
}
