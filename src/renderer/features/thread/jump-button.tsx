import { DownIcon } from '../../ui/icons.tsx'
import { strings } from './strings.ts'

export function JumpButton({ unread, onPress }: { unread: number; onPress: () => void }) {
  const label = unread > 0 ? strings.jumpUnread(unread) : strings.jump
  return (
    <button type="button" className="thread-jump" aria-label={label} title={label} onClick={onPress}>
      {unread > 0 && <span className="thread-jump-count">{unread}</span>}
      <DownIcon size={18} />
    </button>
  )
}
