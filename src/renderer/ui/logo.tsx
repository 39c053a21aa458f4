/** The mark: a speech bubble that grows quieter towards its end. */
export function Logo({ size = 48 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 512 512" aria-hidden="true" focusable="false">
      <path
        d="M256 84c106 0 188 67 188 154s-82 154-188 154c-22 0-43-3-62-8-27 19-59 31-95 35 17-22 27-46 30-72-38-28-61-66-61-109 0-87 82-154 188-154Z"
        fill="var(--accent)"
      />
      <g stroke="var(--accent-ink)" strokeWidth="30" strokeLinecap="round" fill="none">
        <path d="M168 198h176" />
        <path d="M194 254h124" opacity="0.7" />
        <path d="M222 310h68" opacity="0.42" />
      </g>
    </svg>
  )
}
