import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OsVault, type OsVaultComponents } from '../../../src/main/adapters/os-vault.ts'

type SafeStorage = OsVaultComponents['safeStorage']

/** Seals by turning every bit over: enough to see whether something was sealed at all. */
function createSafeStorage(changed: Partial<SafeStorage> = {}): SafeStorage {
  const flip = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0xff))
  return {
    getSelectedStorageBackend: () => 'gnome_libsecret',
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text) => Promise.resolve(flip(Buffer.from(text))),
    decryptStringAsync: (sealed) =>
      Promise.resolve({ result: flip(sealed).toString('utf8'), shouldReEncrypt: false }),
    ...changed,
  }
}

describe('OsVault', () => {
  const secret = Uint8Array.from({ length: 32 }, (_, index) => index)
  let folder = ''
  let file = ''
  const vaultOf = (changed: Partial<SafeStorage> = {}, platform: NodeJS.Platform = 'linux') =>
    new OsVault({ safeStorage: createSafeStorage(changed) }, { file, platform })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sotto-vault-'))
    file = join(folder, 'key.sealed')
  })
  afterEach(async () => rm(folder, { recursive: true }))

  it('gives back what was stored, and nothing after it was cleared', async () => {
    const vault = vaultOf()
    expect(await vault.load()).toBeUndefined()
    await vault.store(secret)
    expect(await vaultOf().load()).toEqual(secret)
    await vault.clear()
    await vault.clear()
    expect(await vault.load()).toBeUndefined()
  })

  it('writes only the sealed form, for its owner alone, and leaves nothing else behind', async () => {
    await vaultOf().store(secret)
    expect(await readdir(folder)).toEqual(['key.sealed'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const written = await readFile(file)
    expect(written.includes(Buffer.from(secret))).toBe(false)
    expect(written.includes(Buffer.from(secret).toString('base64'))).toBe(false)
  })

  it.each(['basic_text', 'unknown'] as const)(
    'takes the backend %s on Linux for no key store',
    async (backend) => {
      const vault = vaultOf({ getSelectedStorageBackend: () => backend })
      expect(await vault.kind()).toBe('none')
      await expect(vault.store(secret)).rejects.toMatchObject({ code: 'conflict' })
      expect(await readdir(folder)).toEqual([])
    },
  )

  it('asks for a backend on Linux alone', async () => {
    const getSelectedStorageBackend = (): never => {
      throw new Error('only there on Linux')
    }
    expect(await vaultOf({ getSelectedStorageBackend }, 'darwin').kind()).toBe('system')
  })

  it('is none where sealing is not available', async () => {
    expect(await vaultOf({ isAsyncEncryptionAvailable: () => Promise.resolve(false) }).kind()).toBe('none')
  })

  it('seals again when the key store asks for it', async () => {
    await vaultOf().store(secret)
    const before = await readFile(file)
    const stronger = vaultOf({
      encryptStringAsync: (text) => Promise.resolve(Buffer.from(`stronger ${text}`)),
      decryptStringAsync: async (sealed) => ({
        ...(await createSafeStorage().decryptStringAsync(sealed)),
        shouldReEncrypt: true,
      }),
    })
    expect(await stronger.load()).toEqual(secret)
    const after = await readFile(file)
    expect(after.equals(before)).toBe(false)
    expect(after.toString('utf8')).toMatch(/^stronger /)
  })

  it('says so when the key store does not open the secret', async () => {
    await vaultOf().store(secret)
    const vault = vaultOf({ decryptStringAsync: () => Promise.reject(new Error('another key')) })
    await expect(vault.load()).rejects.toMatchObject({ code: 'storage' })
  })

  it('refuses a file that cannot be its own before reading it', async () => {
    await writeFile(file, Buffer.alloc(5000))
    await expect(vaultOf().load()).rejects.toMatchObject({ code: 'storage' })
  })
})
