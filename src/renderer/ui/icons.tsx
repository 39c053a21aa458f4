import type { ReactNode, SVGProps } from 'react'

type IconProps = Omit<SVGProps<SVGSVGElement>, 'children'> & { readonly size?: number }

/** Drawn on a grid of 24, one stroke width, round ends. Decorative: the control that holds one has the name. */
function icon(paths: ReactNode) {
  return function Icon({ size = 20, ...rest }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        {...rest}
      >
        {paths}
      </svg>
    )
  }
}

export const BackIcon = icon(<path d="M14.5 5.5 8 12l6.5 6.5" />)
export const CloseIcon = icon(<path d="m6.5 6.5 11 11m0-11-11 11" />)
export const DownIcon = icon(<path d="M12 5v13.5m-5.5-5.5 5.5 5.5 5.5-5.5" />)
export const ChevronIcon = icon(<path d="m9 6.5 5.5 5.5L9 17.5" />)
export const MoreIcon = icon(
  <g fill="currentColor" stroke="none">
    <circle cx="12" cy="5.5" r="1.5" />
    <circle cx="12" cy="12" r="1.5" />
    <circle cx="12" cy="18.5" r="1.5" />
  </g>,
)
export const AddPersonIcon = icon(
  <>
    <circle cx="10" cy="8.2" r="3.7" />
    <path d="M3.5 19.5c.5-3.6 3.1-5.6 6.5-5.6 1.5 0 2.8.4 3.9 1.100M18 14.500v6m-3-3h6" />
  </>,
)
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="8.2" r="3.7" />
    <path d="M5 19.8c.6-3.7 3.4-5.9 7-5.900s6.4 2.2 7 5.9" />
  </>,
)
export const QrIcon = icon(
  <>
    <rect x="4" y="4" width="6" height="6" rx="1" />
    <rect x="14" y="4" width="6" height="6" rx="1" />
    <rect x="4" y="14" width="6" height="6" rx="1" />
    <path d="M14 14h2.500v2.500M20 14v.01M14 20h.01M17.5 20H20v-2.5" />
  </>,
)
export const NetworkIcon = icon(
  <>
    <circle cx="12" cy="12" r="2.2" />
    <path d="M7.6 16.400a6.2 6.2 0 0 1 0-8.800m8.8 0a6.2 6.2 0 0 1 0 8.800M4.8 19.200a10.2 10.2 0 0 1 0-14.400m14.4 0a10.2 10.2 0 0 1 0 14.4" />
  </>,
)
export const LockIcon = icon(
  <>
    <rect x="5" y="10.5" width="14" height="9.5" rx="2.2" />
    <path d="M8 10.500V8a4 4 0 0 1 8 0v2.5" />
  </>,
)
export const CopyIcon = icon(
  <>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2.2" />
    <path d="M15.5 5.500a1.5 1.5 0 0 0-1.5-1H6a1.5 1.5 0 0 0-1.5 1.500v8a1.5 1.5 0 0 0 1 1.5" />
  </>,
)
export const LinkIcon = icon(
  <path d="M10.5 13.500a3.8 3.8 0 0 0 5.4 0l2.5-2.500A3.8 3.8 0 0 0 13 5.600l-1 1m1.5 3.900a3.8 3.8 0 0 0-5.4 0L5.6 13A3.8 3.8 0 0 0 11 18.400l1-1" />,
)
export const SendIcon = icon(<path d="M5 12h13m-5.5-6 6 6-6 6" />)
export const ImageIcon = icon(
  <>
    <rect x="4" y="5" width="16" height="14" rx="2.2" />
    <circle cx="9" cy="10" r="1.4" />
    <path d="m5 17 4.5-4 3 2.5 3-3 3.5 3.5" />
  </>,
)
export const EyeIcon = icon(
  <>
    <path d="M2.8 12S6 6 12 6s9.2 6 9.2 6-3.2 6-9.2 6-9.2-6-9.2-6Z" />
    <circle cx="12" cy="12" r="2.6" />
  </>,
)
export const EyeOffIcon = icon(
  <path d="M4 4l16 16M9.8 6.300A9.3 9.3 0 0 1 12 6c6 0 9.2 6 9.2 6a16 16 0 0 1-2.5 3.200M6.5 7.800A15 15 0 0 0 2.8 12s3.2 6 9.2 6c1.7 0 3.2-.5 4.5-1.2" />,
)
export const VerifiedIcon = icon(
  <>
    <path
      fill="currentColor"
      stroke="none"
      d="m12 2.5 2.3 1.8 2.9-.2.9 2.8 2.5 1.5-.9 2.8.9 2.8-2.5 1.5-.9 2.8-2.9-.2L12 20.500l-2.3-1.9-2.9.2-.9-2.800L3.4 14.500l.9-2.8-.9-2.8 2.5-1.5.9-2.8 2.9.2Z"
    />
    <path stroke="var(--surface-page)" strokeWidth="2" d="m8.6 11.7 2.4 2.3 4.4-4.6" />
  </>,
)
export const WarningIcon = icon(
  <path d="M12 9v4.500m0 3v.01M10.7 4.6 3.3 17.500a1.5 1.5 0 0 0 1.3 2.200h14.800a1.5 1.5 0 0 0 1.3-2.200L13.3 4.600a1.5 1.5 0 0 0-2.6 0Z" />,
)
export const InfoIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 11v5m0-8.500v.01" />
  </>,
)
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.500L19 7.5" />)
export const BlockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    <path d="m6.5 6.5 11 11" />
  </>,
)
export const TrashIcon = icon(
  <path d="M5 7h14M10 4.500h4M7 7l.8 11.200a1.5 1.5 0 0 0 1.5 1.300h5.400a1.5 1.5 0 0 0 1.5-1.300L17 7" />,
)
export const ShieldIcon = icon(
  <path d="M12 3.5 5 6v5.500c0 4.3 2.9 7.6 7 9 4.1-1.4 7-4.7 7-9V6Zm-3 8 2.2 2.2 4-4.2" />,
)
