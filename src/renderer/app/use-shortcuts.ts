import { useEffect, useRef } from 'react'
import { anyLayer } from '../ui/layers.ts'

export interface Shortcuts {
  readonly onAddContact: () => void
}

/** Keys that work anywhere in the window, dialogs aside. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      if (!command || event.key.toLowerCase() !== 'n' || event.isComposing || anyLayer()) return
      event.preventDefault()
      latest.current.onAddContact()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
