import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import { CheckIcon, CloseIcon, WarningIcon } from './icons.tsx'
import './toast.css'

interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'bad'
}

type ShowToast = (text: string, tone?: Toast['tone']) => void

const ToastContext = createContext<ShowToast>(() => undefined)

export function useToast(): ShowToast {
  return useContext(ToastContext)
}

const SHOWN_MS = 4500
const SHOWN_BAD_MS = 10_000
const MOST = 3

export function ToastProvider({ dismissLabel, children }: { dismissLabel: string; children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const nextId = useRef(0)

  const dismiss = useCallback((id: number) => setToasts((now) => now.filter((toast) => toast.id !== id)), [])
  const show = useCallback<ShowToast>(
    (text, tone = 'plain') => {
      const id = nextId.current++
      setToasts((now) => [...now.filter((toast) => toast.text !== text), { id, text, tone }].slice(-MOST))
      setTimeout(() => dismiss(id), tone === 'bad' ? SHOWN_BAD_MS : SHOWN_MS)
    },
    [dismiss],
  )

  // Two regions that are always there: what is put into a region that is new itself is often not read out.
  const region = (tone: Toast['tone']) => (
    <div role={tone === 'bad' ? 'alert' : 'status'} className="toast-region">
      {toasts
        .filter((toast) => toast.tone === tone)
        .map((toast) => (
          <div key={toast.id} className={cx('toast', tone === 'bad' && 'toast-bad')}>
            {tone === 'bad' ? <WarningIcon size={18} /> : <CheckIcon size={18} />}
            <span className="toast-text">{toast.text}</span>
            <IconButton label={dismissLabel} onClick={() => dismiss(toast.id)}>
              <CloseIcon size={16} />
            </IconButton>
          </div>
        ))}
    </div>
  )

  return (
    <ToastContext value={show}>
      {children}
      {createPortal(
        <div className="toasts">
          {region('plain')}
          {region('bad')}
        </div>,
        document.body,
      )}
    </ToastContext>
  )
}
