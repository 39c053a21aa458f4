import { useEffect, type ReactNode } from 'react'
import { Onboarding } from '../features/onboarding/onboarding.tsx'
import { Unlock } from '../features/unlock/unlock.tsx'
import type { AppState } from '../state/app-state.ts'
import { AppStateContext, useAppState, useSession } from '../state/context.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Stage } from '../ui/stage.tsx'
import { ToastProvider } from '../ui/toast.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { Shell } from './shell.tsx'
import { strings } from './strings.ts'

export function App({ state }: { state: AppState }) {
  return (
    <Frame>
      <AppStateContext value={state}>
        <Phases />
      </AppStateContext>
    </Frame>
  )
}

/** Without a host that knows this page there is nothing else to show. */
export function Denied() {
  return (
    <Frame>
      <NoHost unsent={[]} />
    </Frame>
  )
}

function NoHost({ unsent }: { unsent: readonly string[] }) {
  return (
    <Stage title={strings.denied.title} lead={strings.denied.text}>
      {unsent.length > 0 && (
        <TextField
          label={strings.denied.unsent}
          hint={strings.denied.unsentHint}
          readOnly
          rows={8}
          dir="auto"
          value={unsent.join('\n\n')}
        />
      )}
    </Stage>
  )
}

function Frame({ children }: { children: ReactNode }) {
  return (
    <ErrorBoundary>
      <ToastProvider dismissLabel={strings.dismiss}>{children}</ToastProvider>
    </ErrorBoundary>
  )
}

function Phases() {
  const state = useAppState()
  const { phase, onboarding, error, denied } = useSession()

  useEffect(() => {
    // A draft must not be lost with the window.
    const leave = () => state.drafts.flush()
    // A browser asks the person. Electron would ask nobody and silently keep its window open.
    const asks = state.client.host === 'web'
    const ask = (event: BeforeUnloadEvent) => asks && state.isAtRisk() && event.preventDefault()
    window.addEventListener('beforeunload', ask)
    window.addEventListener('pagehide', leave)
    document.addEventListener('visibilitychange', leave)
    return () => {
      window.removeEventListener('beforeunload', ask)
      window.removeEventListener('pagehide', leave)
      document.removeEventListener('visibilitychange', leave)
    }
  }, [state])

  // The words of a new profile stay on the screen whatever happens.
  if (denied && !onboarding) return <NoHost unsent={state.unsent()} />
  if (onboarding || phase === 'none') return <Onboarding />
  if (phase === 'ready') return <Shell />
  if (phase === 'locked') return <Unlock />
  if (phase === 'starting') return <p className="starting visually-hidden">{strings.starting}</p>
  return (
    <Stage title={strings.failed.title} lead={error}>
      <div className="stage-actions">
        <Button kind="primary" onClick={() => void state.enter()}>
          {strings.failed.retry}
        </Button>
      </div>
    </Stage>
  )
}
