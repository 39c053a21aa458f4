import { strings } from './strings.ts'

/** Above the oldest message: that it is the oldest, or that older ones are on their way. */
export function Beginning({ name, whole }: { name: string; whole: boolean }) {
  if (!whole) return <p className="thread-loading">{strings.loading}</p>
  return (
    <div className="thread-beginning">
      <p>{strings.beginning(name)}</p>
      <p>{strings.encrypted}</p>
    </div>
  )
}
