import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDek, createRecordCipher, loadCrypto } from '#engine/crypto/index.ts'
import { nodeRandom } from '#engine/ports/node.ts'
import { openDatabase, type Database } from '#engine/store/open.ts'
import { RecordStore } from '#engine/store/record-store.ts'
import { Fault } from '#shared/fault.ts'
import { utf8 } from '#shared/bytes.ts'

const { bytes: random } = nodeRandom()
const list = utf8('list')
let folder: string
let db: Database
let store: RecordStore
let failures: Fault[]

beforeEach(async () => {
  await loadCrypto()
  folder = await mkdtemp(join(tmpdir(), 'sotto-store-'))
  db = await openDatabase(join(folder, 'db'))
  failures = []
  store = new RecordStore(db, createRecordCipher(createDek(random), random), (error) => failures.push(error))
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const put = (order: number, value: string) => {
  const batch = store.batch()
  store.put(batch, 'message', { of: list, order }, utf8(value))
  return store.commit(batch)
}

describe('records', () => {
  test('are seen by key before they are on the disk, and in lists after', async () => {
    const written = put(1, 'one')
    expect(store.get('message', { of: list, order: 1 })).toEqual(utf8('one'))
    await written
    expect(await store.page('message', list, { limit: 10 })).toEqual([utf8('one')])
    expect(store.get('message', { of: list, order: 1 })).toEqual(utf8('one'))
  })

  test('a later change of the same key wins while the first is still on its way', async () => {
    const both = [put(1, 'old'), put(1, 'new')]
    expect(store.get('message', { of: list, order: 1 })).toEqual(utf8('new'))
    const batch = store.batch()
    store.delete(batch, 'message', { of: list, order: 1 })
    const deleted = store.commit(batch)
    expect(store.get('message', { of: list, order: 1 })).toBeUndefined()
    await Promise.all([...both, deleted])
    expect(store.get('message', { of: list, order: 1 })).toBeUndefined()
  })

  test('a list is paged newest first, and one list does not see another', async () => {
    await Promise.all([1, 2, 3, 4, 5].map((order) => put(order, String(order))))
    const other = store.batch()
    store.put(other, 'message', { of: utf8('other'), order: 9 }, utf8('other'))
    await store.commit(other)
    const text = (values: Uint8Array[]) => values.map((value) => new TextDecoder().decode(value))
    expect(text(await store.page('message', list, { limit: 2 }))).toEqual(['5', '4'])
    expect(text(await store.page('message', list, { before: 4, limit: 9 }))).toEqual(['3', '2', '1'])
  })

  test('commits that are handed over at once are durable in their order', async () => {
    const done: number[] = []
    await Promise.all(Array.from({ length: 50 }, (_, i) => put(i, 'x').then(() => done.push(i))))
    expect(done).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })

  test('S4 a record that was moved to another key is refused', async () => {
    await put(1, 'one')
    await put(2, 'two')
    const [first, second] = await db.iterator().all()
    if (!first || !second) throw new Error('two records were stored')
    await db.put(second[0], first[1])
    expect(() => store.get('message', { of: list, order: 2 })).toThrow(Fault)
    expect(store.get('message', { of: list, order: 1 })).toEqual(utf8('one'))
  })

  test('S5 nothing readable lies on the disk', async () => {
    await put(1, 'a secret that nobody may find')
    for (const [key, value] of await db.iterator().all()) {
      expect(Buffer.from(key).includes('list')).toBe(false)
      expect(Buffer.from(value).includes('secret')).toBe(false)
    }
  })
})

test('S7 after a refused write nothing is written any more, and everybody is told', async () => {
  await db.close()
  const results = await Promise.allSettled([put(1, 'one'), put(2, 'two')])
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected'])
  await db.open()
  await expect(put(3, 'three')).rejects.toMatchObject({ code: 'storage' })
  expect(failures).toHaveLength(1)
  expect(await db.iterator().all()).toEqual([])
})

test('S8 a database that is open elsewhere is refused with a plain reason', async () => {
  await expect(openDatabase(join(folder, 'db'))).rejects.toMatchObject({ code: 'in-use' })
})
