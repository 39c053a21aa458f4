import type { NetworkStatus } from '#contract/api/network.ts'
import { useNetwork, useSession } from '../../state/context.ts'

export type Reach = NetworkStatus['state'] | 'lost'

/** What this window knows of the connection: its own to the engine first, then the engine's to the world. */
export function useReach(): Reach {
  const network = useNetwork()
  const { connected } = useSession()
  if (!connected) return 'lost'
  return network?.state ?? 'starting'
}
