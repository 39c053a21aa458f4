import { Component, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Stage } from '../ui/stage.tsx'
import { strings } from './strings.ts'

/** The last resort: a window that says that it has a problem, in place of an empty one. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError() {
    return { crashed: true }
  }

  override render() {
    if (!this.state.crashed) return this.props.children
    return (
      <Stage title={strings.crash.title} lead={strings.crash.text}>
        <div className="stage-actions">
          <Button kind="primary" onClick={() => location.reload()}>
            {strings.crash.reload}
          </Button>
        </div>
      </Stage>
    )
  }
}
