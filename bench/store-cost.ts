import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDek, createRecordCipher, loadCrypto } from '#engine/crypto/index.ts'
import { nodeRandom } from '#engine/ports/node.ts'
import { openDatabase } from '#engine/store/open.ts'
import { RecordStore } from '#engine/store/record-store.ts'
import { utf8 } from '#shared/bytes.ts'
import { median, row, type Row } from './report.ts'

const { bytes: random } = nodeRandom()
const VALUE = new Uint8Array(300).fill(1)

/** One durable encrypted commit against one bare LevelDB `sync` batch of the same record. */
export async function storeCost({ smoke }: { smoke: boolean }): Promise<Row[]> {
  const count = smoke ? 50 : 1_000
  await loadCrypto()
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'))
  const bare = await openDatabase(join(folder, 'bare'))
  const db = await openDatabase(join(folder, 'ours'))
  const store = new RecordStore(db, createRecordCipher(createDek(random), random), () => {})
  try {
    const ours: number[] = []
    const theirs: number[] = []
    for (let i = 0; i < count; i++) {
      const bareStart = performance.now()
      await bare.batch([{ type: 'put', key: utf8(`message:${i}`), value: VALUE }], { sync: true })
      const ourStart = performance.now()
      theirs.push(ourStart - bareStart)
      const batch = store.batch()
      store.put(batch, 'message', { of: utf8('conversation'), order: i }, VALUE)
      await store.commit(batch)
      ours.push(performance.now() - ourStart)
    }
    return [
      row({
        what: 'one durable record, encrypted',
        value: median(ours),
        unit: 'ms',
        against: 'level sync batch',
        reference: median(theirs),
        target: 1.5,
      }),
    ]
  } finally {
    await bare.close()
    await store.close()
    await rm(folder, { recursive: true })
  }
}
