import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDek, createRecordCipher, loadCrypto } from '#engine/crypto/index.ts'
import { nodeRandom } from '#engine/ports/node.ts'
import { openDatabase } from '#engine/store/open.ts'
import { RecordStore } from '#engine/store/record-store.ts'
import { utf8 } from '#shared/bytes.ts'
import { heapOf } from '#test/kit/canaries.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

const { bytes: random } = nodeRandom()

test('S11 what was replaced or deleted is gone from the files once they are tidied, at the first time already', async () => {
  await loadCrypto()
  const folder = await temporaryFolder()
  const db = await openDatabase(join(folder, 'db'))
  const store = new RecordStore(db, createRecordCipher(createDek(random), random), () => {})
  const seals: Uint8Array[] = []
  const write = async (table: 'session' | 'message', of: string, value: string | null) => {
    const batch = store.batch()
    const key = { of: utf8(of), ...(table === 'message' && { order: 1 }) }
    if (value === null) store.delete(batch, table, key)
    else store.put(batch, table, key, utf8(value))
    for (const operation of batch.operations) if (operation.type === 'put') seals.push(operation.value)
    await store.commit(batch)
  }
  const onDisk = async () => {
    const heap = await heapOf(folder)
    return seals.map((seal) => heap.includes(Buffer.from(seal)))
  }
  for (let state = 0; state < 20; state++) await write('session', 'one', `state ${state}`)
  await write('message', 'deleted', 'x'.repeat(200))
  await write('message', 'kept', 'y'.repeat(200))
  await write('message', 'deleted', null)
  expect(await onDisk()).toEqual(seals.map(() => true))

  await store.tidy('link', 'skipped')
  const kept = [...Array.from({ length: 19 }, () => false), true]
  expect((await onDisk()).slice(0, 20)).toEqual(kept)
  await store.tidy('profile', 'draft')
  expect(await onDisk()).toEqual([...kept, false, true])
  expect(store.get('session', { of: utf8('one') })).toEqual(utf8('state 19'))
  await store.close()
})
