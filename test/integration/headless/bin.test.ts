import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { follow } from '#test/kit/headless/sotto-process.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

const run = promisify(execFile)
const kit = join(import.meta.dirname, '../../kit/headless')
const pair = () => {
  const parent = spawn(process.execPath, [join(kit, 'in-place.mjs'), join(kit, 'tied-child.mjs')])
  onTestFinished(() => void parent.kill('SIGKILL'))
  return follow(parent)
}

/** Every Node on this machine's path, the running one first; with an older one among them, the wrapper shows. */
const nodes = [
  process.execPath,
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path)),
]

describe('a program that runs in place of another', () => {
  test('has its streams and gives its status', async () => {
    const parent = pair()
    expect(await parent.next()).toMatchObject({ tied: false })
    parent.child.stdin.write('5\n')
    expect(await parent.ended).toBe(5)
  })

  test('gets its signals', async () => {
    const parent = pair()
    await parent.next()
    parent.child.kill('SIGTERM')
    expect(await parent.ended).toBe(7)
  })

  test('gives the signal that ended it', async () => {
    const parent = pair()
    process.kill(Number((await parent.next())['pid']), 'SIGKILL')
    expect(await parent.ended).toBe('SIGKILL')
  })

  test('ends when the other is killed', async () => {
    const parent = pair()
    await parent.next()
    parent.child.kill('SIGKILL')
    // The child holds the other end of this stream until it ends.
    await once(parent.child.stdout, 'close')
    expect(await parent.ended).toBe('SIGKILL')
  })
})

describe('bin/sotto.mjs', () => {
  test.each([...new Set(nodes)])('runs under %s', async (node) => {
    const { stdout } = await run(node, ['bin/sotto.mjs', '--version'])
    expect(stdout).toMatch(/^sotto \d+\.\d+\.\d+\n$/)
  })

  test.each([...new Set(nodes)])('answers under %s and ends with its input', async (node) => {
    const args = ['bin/sotto.mjs', 'rpc', '--data', await temporaryFolder(), '--no-mdns']
    const sotto = follow(spawn(node, args))
    onTestFinished(() => void sotto.child.kill('SIGKILL'))
    sotto.send({ jsonrpc: '2.0', id: 1, method: 'profile.status' })
    expect(await sotto.next()).toEqual({ jsonrpc: '2.0', id: 1, result: { state: 'none' } })
    sotto.child.stdin.end()
    expect(await sotto.ended).toBe(0)
  })

  test('says in one line that nothing has been built', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'bin'))
    await cp('bin', join(folder, 'bin'), { recursive: true })
    const failure = await run(process.execPath, [join(folder, 'bin/sotto.mjs'), 'rpc']).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'sotto: this checkout has not been built yet: npm run build\n',
    })
  })
})
