import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app } from './app.mjs'
import { commandLine } from './command-line.mjs'
import { strict } from './support.mjs'

const PREFIX = Buffer.from('v11')
const IV_BYTES = 12
const TAG_BYTES = 16

/** A file plays the key store: it survives a restart, as a real one does, and protects nothing. */
function key() {
  const file = join(app.getPath('userData'), 'standin-key-store')
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, randomBytes(32), { mode: 0o600 })
  }
  return readFileSync(file)
}

/** The asynchronous half alone: the synchronous functions are deprecated, and Sotto must not come to use them. */
export const safeStorage = strict('safeStorage', {
  /** As in Electron `--password-store=basic` chooses what a Linux desktop without a secret service has. */
  getSelectedStorageBackend: () =>
    commandLine.getSwitchValue('password-store') === 'basic' ? 'basic_text' : 'gnome_libsecret',

  async isAsyncEncryptionAvailable() {
    return true
  },

  async encryptStringAsync(text) {
    if (typeof text !== 'string') throw new TypeError('safeStorage.encryptStringAsync expects a string')
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key(), iv)
    return Buffer.concat([PREFIX, iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  },

  async decryptStringAsync(sealed) {
    if (!Buffer.isBuffer(sealed) || !sealed.subarray(0, PREFIX.length).equals(PREFIX)) {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.')
    }
    const body = PREFIX.length + IV_BYTES
    const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(PREFIX.length, body))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    const text = Buffer.concat([decipher.update(sealed.subarray(body, -TAG_BYTES)), decipher.final()])
    return { result: text.toString('utf8'), shouldReEncrypt: false }
  },
})
