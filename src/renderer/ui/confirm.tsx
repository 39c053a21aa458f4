import { useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

export interface ConfirmProps {
  readonly title: string
  readonly children: ReactNode
  readonly confirmLabel: string
  readonly cancelLabel: string
  readonly onConfirm: () => Promise<void> | void
  readonly onClose: () => void
  /** @default 'danger' */
  readonly kind?: 'danger' | 'primary'
}

/** A question before something that cannot be taken back. The safe answer has the focus. */
export function Confirm(props: ConfirmProps) {
  const [busy, setBusy] = useState(false)
  const confirm = async () => {
    setBusy(true)
    await props.onConfirm()
    setBusy(false)
  }
  return (
    <Dialog
      alert
      title={props.title}
      closeLabel={props.cancelLabel}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose} data-autofocus>
            {props.cancelLabel}
          </Button>
          <Button kind={props.kind ?? 'danger'} busy={busy} onClick={() => void confirm()}>
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
    </Dialog>
  )
}
