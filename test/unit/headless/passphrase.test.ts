import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HostError } from '#headless/host-error.ts'
import { readPassphrase } from '#headless/passphrase.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

async function fileWith(content: string | Uint8Array, mode = 0o600): Promise<string> {
  const path = join(await temporaryFolder(), 'passphrase')
  await writeFile(path, content)
  await chmod(path, mode)
  return path
}

async function read(file?: string, env: Record<string, string | undefined> = {}) {
  const warnings: string[] = []
  const warn = (line: string) => warnings.push(line)
  const passphrase = await readPassphrase({ env, warn, ...(file !== undefined && { file }) })
  return { passphrase, warnings }
}

describe('readPassphrase', () => {
  test('none', async () => {
    expect(await read()).toEqual({ passphrase: undefined, warnings: [] })
  })

  test('the variable is used and taken out of the environment', async () => {
    const env = { SOTTO_PASSPHRASE: ' a b ', OTHER: 'kept' }
    expect((await read(undefined, env)).passphrase).toBe(' a b ')
    expect(env).toEqual({ OTHER: 'kept' })
  })

  test.each([
    ['a b\n', 'a b'],
    ['a b\r\n', 'a b'],
    ['ä\n\n', 'ä\n'],
    [' x', ' x'],
  ])('of the file %j one line end is dropped', async (content, passphrase) => {
    expect(await read(await fileWith(content))).toEqual({ passphrase, warnings: [] })
  })

  test('the file comes before the variable, which is taken out all the same', async () => {
    const env = { SOTTO_PASSPHRASE: 'one' }
    expect((await read(await fileWith('two'), env)).passphrase).toBe('two')
    expect(env).toEqual({})
  })

  test('warns of a file that others can read', async () => {
    const { passphrase, warnings } = await read(await fileWith('x', 0o640))
    expect(passphrase).toBe('x')
    expect(warnings).toHaveLength(1)
  })

  test.each([
    ['', 'empty'],
    ['\n', 'empty'],
    ['x'.repeat(1025), '1,024'],
    ['x'.repeat(10_000), 'too large'],
    [new Uint8Array([0xff, 0xfe]), 'UTF-8'],
  ])('refuses a file that is none (%#)', async (content, reason) => {
    const failure = await read(await fileWith(content)).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(HostError)
    expect(String(failure)).toContain(reason)
  })

  test('refuses an empty variable and a file that is not there', async () => {
    await expect(read(undefined, { SOTTO_PASSPHRASE: '' })).rejects.toThrow('SOTTO_PASSPHRASE is empty')
    await expect(read('/nowhere/at/all')).rejects.toThrow('cannot be read')
  })
})
