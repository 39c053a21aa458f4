import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes } from 'react'
import { cx } from './cx.ts'
import './field.css'

interface Frame {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  /** Beside the label, in small type. */
  readonly aside?: ReactNode
}

function describe(id: string, frame: Frame) {
  const ids = [frame.error && `${id}-error`, frame.hint && `${id}-hint`].filter(Boolean)
  return {
    id,
    'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
    'aria-invalid': frame.error ? true : undefined,
  }
}

function FieldFrame({ id, frame, children }: { id: string; frame: Frame; children: ReactNode }) {
  return (
    <div className={cx('field', frame.error && 'field-wrong')}>
      <div className="field-top">
        <label className="field-label" htmlFor={id}>
          {frame.label}
        </label>
        {frame.aside && <span className="field-aside">{frame.aside}</span>}
      </div>
      {children}
      {frame.error && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {frame.error}
        </p>
      )}
      {frame.hint && (
        <div id={`${id}-hint`} className="field-hint">
          {frame.hint}
        </div>
      )}
    </div>
  )
}

export interface FieldProps extends Frame, InputHTMLAttributes<HTMLInputElement> {
  readonly ref?: Ref<HTMLInputElement>
  /** Inside the frame, after the text: a small button. */
  readonly end?: ReactNode
}

export function Field({ label, hint, error, aside, end, className, ...rest }: FieldProps) {
  const id = useId()
  const frame = { label, hint, error, aside }
  return (
    <FieldFrame id={id} frame={frame}>
      <div className="field-box">
        <input
          autoComplete="off"
          spellCheck={false}
          {...rest}
          {...describe(id, frame)}
          className={cx('field-input', className)}
        />
        {end}
      </div>
    </FieldFrame>
  )
}

export interface TextFieldProps extends Frame, TextareaHTMLAttributes<HTMLTextAreaElement> {
  readonly ref?: Ref<HTMLTextAreaElement>
}

/** Several lines. */
export function TextField({ label, hint, error, aside, className, ...rest }: TextFieldProps) {
  const id = useId()
  const frame = { label, hint, error, aside }
  return (
    <FieldFrame id={id} frame={frame}>
      <div className="field-box">
        <textarea
          autoComplete="off"
          spellCheck={false}
          rows={3}
          {...rest}
          {...describe(id, frame)}
          className={cx('field-input field-lines', className)}
        />
      </div>
    </FieldFrame>
  )
}
