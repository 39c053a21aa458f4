import type { Database } from './open.ts'

/**
 * Makes LevelDB drop what was replaced or deleted between two keys. It only ever appends: without this, old ratchet
 * states and deleted messages stay in its files, readable for whoever has the key, until it tidies up by itself, which
 * at a person's pace can take for ever.
 *
 * Once is not enough: what is flushed from memory for the first time may be put down as it is, old versions included
 * (leveldb: VersionSet::PickLevelForMemTableOutput). Two keys at the ends, written and deleted again, make the next
 * flush overlap with that, so that the second time everything is merged.
 */
export async function dropReplaced(db: Database, from: Uint8Array, to: Uint8Array): Promise<void> {
  await db.compactRange(from, to)
  const value = new Uint8Array(0)
  await db.batch([
    { type: 'put', key: from, value },
    { type: 'put', key: to, value },
    { type: 'del', key: from },
    { type: 'del', key: to },
  ])
  await db.compactRange(from, to)
}
