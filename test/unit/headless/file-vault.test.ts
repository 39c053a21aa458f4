import { chmod, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileVault } from '#headless/file-vault.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

const secret = Uint8Array.from({ length: 32 }, (_, index) => index * 7)
const modeOf = async (path: string) => (await stat(path)).mode & 0o777

describe('fileVault', () => {
  test('keeps a secret in a file for its owner alone', async () => {
    const dataDir = join(await temporaryFolder(), 'new', 'profile')
    const used: string[] = []
    const vault = fileVault({ dataDir, onUse: (path) => used.push(path) })
    expect(await vault.kind()).toBe('file')
    expect(await vault.load()).toBeUndefined()
    expect(used).toEqual([])

    await vault.store(secret)
    const path = join(dataDir, 'vault.key')
    expect(await modeOf(path)).toBe(0o600)
    expect(await modeOf(dataDir)).toBe(0o700)
    expect(await readdir(dataDir)).toEqual(['vault.key'])
    expect(await fileVault({ dataDir }).load()).toEqual(secret)
    expect(used).toEqual([path])

    await vault.clear()
    await vault.clear()
    expect(await readdir(dataDir)).toEqual([])
    expect(await vault.load()).toBeUndefined()
  })

  test('takes only what it is for', async () => {
    const vault = fileVault({ dataDir: await temporaryFolder() })
    await expect(vault.store(new Uint8Array(31))).rejects.toThrow(RangeError)
  })

  test('a file that a crash has left neither hurts nor is followed', async () => {
    const dataDir = await temporaryFolder()
    const elsewhere = join(await temporaryFolder(), 'elsewhere')
    await writeFile(elsewhere, 'kept')
    await symlink(elsewhere, join(dataDir, 'vault.key.new'))
    await fileVault({ dataDir }).store(secret)
    expect(await readFile(elsewhere, 'utf8')).toBe('kept')
    expect(await readdir(dataDir)).toEqual(['vault.key'])
  })

  test('the old secret stays when the new one cannot be written', async () => {
    const dataDir = await temporaryFolder()
    const vault = fileVault({ dataDir })
    await vault.store(secret)
    // A folder in the way of the temporary file: the same to the code as a disk that refuses.
    const blocked = join(dataDir, 'vault.key.new')
    await mkdir(join(blocked, 'full'), { recursive: true })
    await expect(vault.store(new Uint8Array(32))).rejects.toThrow()
    expect(await vault.load()).toEqual(secret)
  })

  test('a file that was opened to others is closed again', async () => {
    const dataDir = await temporaryFolder()
    const vault = fileVault({ dataDir })
    await vault.store(secret)
    await chmod(join(dataDir, 'vault.key'), 0o644)
    expect(await vault.load()).toEqual(secret)
    expect(await modeOf(join(dataDir, 'vault.key'))).toBe(0o600)
  })

  test.each([
    ['torn', (path: string) => truncate(path, 40)],
    ['empty', (path: string) => truncate(path, 0)],
    ['edited', async (path: string) => writeFile(path, (await readFile(path, 'utf8')).replace('00', '11'))],
    ['something else', (path: string) => writeFile(path, 'x'.repeat(1_000_000))],
  ])('a damaged file (%s) is told from none', async (_, damage) => {
    const dataDir = await temporaryFolder()
    const vault = fileVault({ dataDir })
    await vault.store(secret)
    await damage(join(dataDir, 'vault.key'))
    await expect(vault.load()).rejects.toMatchObject({ code: 'storage', message: 'The key file is damaged.' })
  })
})
