import { z } from 'zod'
import { method } from '../define.ts'
import { TOPIC_NAMES } from '../manifest.ts'

const topicName = z.enum(TOPIC_NAMES)

export const eventsMethods = {
  /**
   * Adds to what this caller hears of. Each topic counts its events in `seq` from 1; the answer says where each stands,
   * so that a gap later on is seen and the caller can fetch again.
   */
  'events.subscribe': method(
    z.strictObject({ topics: z.array(topicName).min(1).max(TOPIC_NAMES.length) }),
    z.strictObject({ seq: z.partialRecord(topicName, z.int().nonnegative()) }),
  ),
}
