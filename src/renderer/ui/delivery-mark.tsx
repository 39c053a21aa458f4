import { cx } from './cx.ts'
import './delivery-mark.css'

export type DeliveryLook = 'queued' | 'sent' | 'delivered' | 'read' | 'failed'

const SHAPES: Record<DeliveryLook, React.ReactNode> = {
  queued: (
    <>
      <circle cx="8" cy="8" r="5.2" />
      <path d="M8 5.200V8l1.8 1.3" />
    </>
  ),
  sent: <path d="m3.5 8.5 3 3 6-6.5" />,
  delivered: <path d="m1.5 8.5 3 3 6-6.500M7.6 10.700l.9.8 6-6.5" />,
  read: <path d="m1.5 8.5 3 3 6-6.500M7.6 10.700l.9.8 6-6.5" />,
  failed: (
    <>
      <circle cx="8" cy="8" r="5.7" />
      <path d="M8 5v3.500m0 2.300v.01" />
    </>
  ),
}

/** Where a message of ours is. `label` says it in words, as tooltip and for screen readers. */
export function DeliveryMark({ look, label }: { look: DeliveryLook; label: string }) {
  return (
    <span
      className={cx('delivery-mark', `delivery-mark-${look}`)}
      role="img"
      aria-label={label}
      title={label}
    >
      <svg
        width="16"
        height="16"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {SHAPES[look]}
      </svg>
    </span>
  )
}
