import { hueOf, initials } from '../lib/look.ts'
import { PersonIcon } from './icons.tsx'
import './avatar.css'

export interface AvatarProps {
  readonly id: string
  readonly name: string
  /** Pixels. @default 44 */
  readonly size?: number
  /** A dot that says that there is a connection; said in words elsewhere. */
  readonly online?: boolean
}

/** Decorative: the name stands beside it. */
export function Avatar({ id, name, size = 44, online = false }: AvatarProps) {
  const style = { '--avatar-size': `${size}px`, '--avatar-hue': String(hueOf(id)) }
  return (
    <span className="avatar" style={style as React.CSSProperties} aria-hidden="true">
      <span className="avatar-face">{initials(name) || <PersonIcon size={size * 0.55} />}</span>
      {online && <span className="avatar-dot" />}
    </span>
  )
}
