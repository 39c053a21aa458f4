import { useNetwork } from '../../state/context.ts'
import { useReach } from './network-words.ts'
import { strings } from './strings.ts'
import './network.css'

/** One line of truth about the connection; opens the page that explains it. */
export function ConnectionIndicator({ onOpen }: { onOpen: () => void }) {
  const network = useNetwork()
  const reach = useReach()
  const count = network?.contactsOnline ?? 0
  const state = strings.states[reach]
  const words = reach === 'online' && count > 0 ? `${state}, ${strings.contacts(count)}` : state
  return (
    <button type="button" className="connection" onClick={onOpen} aria-label={strings.open(words)}>
      <span className="connection-dot" data-reach={reach} />
      <span className="connection-words">{words}</span>
    </button>
  )
}
