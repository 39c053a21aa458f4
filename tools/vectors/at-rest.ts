import { toHex, utf8 } from '#shared/bytes.ts'
import {
  type KeyFileMode,
  createRecordCipher,
  dekFromBytes,
  hashPasswordInWorker,
  sealDek,
} from '#engine/crypto/index.ts'
import { text } from './foundations.ts'
import { seededRandom } from './seeded-random.ts'

/** Records and key files: docs/protocol/06-at-rest.md. */

const MIB = 1024 * 1024
const PASSPHRASE = 'correct horse battery staple'
const dek = dekFromBytes(new Uint8Array(32).fill(0xde))
const vaultSecret = new Uint8Array(32).fill(0xca)

export function recordVectors() {
  const cipher = createRecordCipher(dek, seededRandom('record'))
  const key = utf8('key')
  return {
    dek: toHex(dek),
    random: 'record',
    table: 'messages',
    key: text('key'),
    blind: toHex(cipher.blind('messages', key)),
    records: ['', 'value', 'x'.repeat(63), 'x'.repeat(64)].map((value) => ({
      value: text(value),
      sealed: toHex(cipher.seal('messages', key, utf8(value))),
    })),
  }
}

/** With the smallest cost that is allowed, so that checking them takes no longer than it must. */
export async function keyFileVectors() {
  const limits = { ops: 2, memory: 64 * MIB }
  const modes: KeyFileMode[] = ['passphrase', 'vault', 'passphrase+vault']
  const files: { mode: KeyFileMode; random: string; file: string }[] = []
  for (const mode of modes) {
    const random = `key file ${mode}`
    const init = { dek, mode, passphrase: PASSPHRASE, vaultSecret, limits }
    const file = await sealDek(init, seededRandom(random), hashPasswordInWorker)
    files.push({ mode, random, file: toHex(file) })
  }
  return { dek: toHex(dek), passphrase: PASSPHRASE, vaultSecret: toHex(vaultSecret), ...limits, files }
}
