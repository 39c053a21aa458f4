import { readFileSync, readdirSync } from 'node:fs'
import { fromHex, toHex, utf8 } from '#shared/bytes.ts'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  CryptoError,
  createRecordCipher,
  decodeAddress,
  decodeSession,
  decrypt,
  dekFromBytes,
  deriveIdentity,
  hashPasswordInWorker,
  loadCrypto,
  openDek,
  parseIdentityBlock,
  safetyNumber,
  verifyBundle,
  wordsToRoot,
} from '#engine/crypto/index.ts'
import { VECTORS_FOLDER, makeVectors } from '#tools/make-vectors.ts'
import { flipped, seeded } from './kit.ts'

await loadCrypto()

const hex = z.string().transform((value) => fromHex(value))
const text = z.object({ text: z.string(), bytes: hex })

function read<T>(name: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(new URL(name, VECTORS_FOLDER), 'utf8')))
}

describe('K1 K10 test vectors', () => {
  test('are what this program makes', async () => {
    const made = await makeVectors()
    expect(Object.keys(made).toSorted((a, b) => a.localeCompare(b))).toEqual(
      readdirSync(VECTORS_FOLDER)
        .filter((name) => name.endsWith('.json'))
        .toSorted((a, b) => a.localeCompare(b)),
    )
    for (const [name, content] of Object.entries(made)) {
      expect(read(name, z.unknown()), name).toEqual(JSON.parse(JSON.stringify(content)))
    }
  })

  test('identities and addresses read back', () => {
    const people = z.array(z.object({ words: z.string(), block: hex, id: hex, root: hex }))
    const addresses = z.array(
      z.object({ peerKey: hex.nullable(), text: z.string(), link: z.string(), hints: z.array(z.string()) }),
    )
    const refusedAddresses = z.array(z.object({ text: z.string() }))
    const file = read(
      'identity.json',
      z.object({ people, addresses, refusedAddresses, safetyNumber: z.string() }),
    )
    for (const person of file.people) {
      const identity = deriveIdentity(wordsToRoot(person.words.split(' ')))
      expect(identity.block).toEqual(person.block)
      expect(parseIdentityBlock(person.block).id).toEqual(person.id)
    }
    for (const address of file.addresses) {
      for (const form of [address.text, address.link]) {
        expect(decodeAddress(form).id).toEqual(file.people[0]?.id)
        expect(decodeAddress(form).peerKey ?? null).toEqual(address.peerKey)
      }
      expect(decodeAddress(address.link).hints).toEqual(address.hints)
    }
    for (const { text: wrong } of file.refusedAddresses) expect(() => decodeAddress(wrong)).toThrow()
    const [a, b] = file.people
    expect(safetyNumber(b?.block ?? new Uint8Array(), a?.block ?? new Uint8Array())).toBe(file.safetyNumber)
  })

  test('bundle, stored sessions and messages read back', () => {
    const bundle = read(
      'bundle.json',
      z.object({ bundle: hex, prekeyId: hex, boundTo: z.string(), seq: z.number() }),
    )
    const block = bundle.bundle.subarray(0, 1308)
    const expected = { id: parseIdentityBlock(block).id, now: bundle.seq, boundTo: bundle.boundTo }
    expect(verifyBundle(bundle.bundle, expected).prekeyId).toEqual(bundle.prekeyId)

    const start = read('handshake.json', z.object({ sid: hex, initiatorSession: hex, responderSession: hex }))
    const side = z.enum(['initiator', 'responder'])
    const message = z.object({ from: side, payload: text, frame: hex })
    const { messages } = read('ratchet.json', z.object({ messages: z.array(message) }))
    const initiator = decodeSession(start.initiatorSession)
    const responder = decodeSession(start.responderSession)
    expect(initiator.sid).toEqual(start.sid)
    expect(responder.sid).toEqual(start.sid)
    const [first] = messages
    const options = { now: bundle.seq, skipped: () => undefined }
    const opened = decrypt(initiator, first?.frame ?? new Uint8Array(), options, seeded('x'))
    expect(opened.payload).toEqual(first?.payload.bytes)
  })

  test('records and key files read back, and no other', async () => {
    const records = z.array(z.object({ value: text, sealed: hex }))
    const stored = read(
      'records.json',
      z.object({ dek: hex, table: z.string(), key: text, blind: hex, records }),
    )
    const cipher = createRecordCipher(dekFromBytes(stored.dek), seeded('x'))
    for (const { value, sealed } of stored.records) {
      expect(cipher.open(stored.table, stored.key.bytes, sealed)).toEqual(value.bytes)
      expect(() => cipher.open(stored.table, utf8('other'), sealed)).toThrow(CryptoError)
      expect(() => cipher.open(stored.table, stored.key.bytes, flipped(sealed, 30))).toThrow(CryptoError)
    }
    expect(cipher.blind(stored.table, stored.key.bytes)).toEqual(stored.blind)
    const files = z.array(z.object({ file: hex }))
    const keys = read(
      'key-files.json',
      z.object({ dek: hex, passphrase: z.string(), vaultSecret: hex, files }),
    )
    for (const { file } of keys.files) {
      const { passphrase, vaultSecret } = keys
      expect(toHex(await openDek(file, { passphrase, vaultSecret }, hashPasswordInWorker))).toBe(
        toHex(keys.dek),
      )
    }
  })
})
