import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { createDek, createRecordCipher, loadCrypto, newRoot, prepareSend } from '#engine/crypto/index.ts'
import { contact, pair, seeded } from './kit.ts'

await loadCrypto()

test('secrets print as [redacted], alone and inside other objects', () => {
  const random = seeded('redacted')
  const { a, b } = pair()
  const { alice, prekey } = contact()
  const dek = createDek(random)
  const secrets = [
    newRoot(random),
    dek,
    alice,
    prekey,
    a.session,
    b.session,
    prepareSend(b.session, random),
    createRecordCipher(dek, random),
  ]
  for (const secret of secrets) {
    expect(`<${String(secret)}>`).toBe('<[redacted]>')
    expect(JSON.stringify(secret)).toBe('"[redacted]"')
    expect(JSON.stringify({ deep: [secret] })).toBe('{"deep":["[redacted]"]}')
    expect(inspect(secret)).toBe('[redacted]')
    expect(inspect({ deep: { secret } }, { depth: 9, showHidden: true })).toContain('[redacted]')
    expect(inspect(new Map([['k', secret]]))).toContain('[redacted]')
  }
})

test('secret bytes are bytes everywhere else', () => {
  const root = newRoot(seeded('bytes'))
  expect(root).toBeInstanceOf(Uint8Array)
  expect(root).toHaveLength(32)
  expect(Buffer.from(root)).toHaveLength(32)
  expect(root.slice(0, 4)).toHaveLength(4)
  expect(root.subarray(1).constructor).toBe(Uint8Array)
})
