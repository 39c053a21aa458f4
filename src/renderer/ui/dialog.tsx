import { useEffect, useId, useRef, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import { CloseIcon } from './icons.tsx'
import { pushLayer } from './layers.ts'
import './dialog.css'

export interface DialogProps {
  readonly title: string
  readonly closeLabel: string
  readonly onClose: () => void
  /** `side`: a sheet along the right edge. @default 'centre' */
  readonly shape?: 'centre' | 'side'
  readonly children: ReactNode
  /** Buttons at the lower edge. */
  readonly actions?: ReactNode
  /** A short question, to be answered at once. */
  readonly alert?: boolean
}

/**
 * Mount it to open it. The first element with `data-autofocus` gets the focus, else the dialog itself; Escape and a
 * press beside it close it; focus returns to where it was.
 */
export function Dialog({
  title,
  closeLabel,
  onClose,
  shape = 'centre',
  children,
  actions,
  alert = false,
}: DialogProps) {
  const layer = useRef<HTMLDivElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const titleId = useId()

  useEffect(() => {
    if (!layer.current || !panel.current) return undefined
    const pop = pushLayer(layer.current)
    const first = panel.current.querySelector<HTMLElement>('[data-autofocus]') ?? panel.current
    first.focus()
    return pop
  }, [])

  return createPortal(
    <div
      ref={layer}
      className={cx('dialog-layer', `dialog-layer-${shape}`)}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
        event.stopPropagation()
        onClose()
      }}
    >
      <div
        ref={panel}
        className={cx('dialog', `dialog-${shape}`)}
        role={alert ? 'alertdialog' : 'dialog'}
        aria-modal="true"
        aria-labelledby={titleId}
        tabIndex={-1}
      >
        <header className="dialog-head">
          <h2 id={titleId} className="dialog-title">
            {title}
          </h2>
          <IconButton label={closeLabel} onClick={onClose}>
            <CloseIcon />
          </IconButton>
        </header>
        <div className="dialog-body">{children}</div>
        {actions && <footer className="dialog-actions">{actions}</footer>}
      </div>
    </div>,
    document.body,
  )
}
