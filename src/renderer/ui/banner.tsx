import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import './banner.css'

export interface BannerProps {
  /** @default 'info' */
  readonly tone?: 'info' | 'warn' | 'bad' | 'good'
  readonly icon?: ReactNode
  readonly children: ReactNode
  readonly role?: 'status' | 'alert' | 'note'
}

export function Banner({ tone = 'info', icon, children, role }: BannerProps) {
  return (
    <div className={cx('banner', `banner-${tone}`)} role={role}>
      {icon}
      <div className="banner-text">{children}</div>
    </div>
  )
}
