import type { TopicName } from '#contract/manifest.ts'

type Baseline = Partial<Record<TopicName, number>>

/**
 * Follows the count of each topic. `next`: the event follows what is known. `seen`: it is older (it was already part
 * of the state at subscription). `gap`: something between was lost, so what the topic feeds has to be fetched again.
 */
export interface SequenceWatch {
  /** Takes the counts that `events.subscribe` answered. */
  reset(baseline: Baseline): void
  see(topic: TopicName, seq: number): 'next' | 'seen' | 'gap'
}

export function createSequenceWatch(): SequenceWatch {
  let known: Baseline = {}
  return {
    reset(baseline) {
      known = { ...baseline }
    },
    see(topic, seq) {
      const last = known[topic]
      if (last !== undefined && seq <= last) return 'seen'
      known[topic] = seq
      return last === undefined || seq === last + 1 ? 'next' : 'gap'
    },
  }
}
