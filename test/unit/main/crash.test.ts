import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { crashFacts } from '#engine/ports/crash.ts'

describe('crashFacts', () => {
  it('names class, code and place, never the message or a folder', () => {
    const error = Object.assign(new TypeError('the text of a message'), { code: 'EACCES' })
    expect(crashFacts(error)).toMatch(/^TypeError EACCES at crash\.test\.ts:\d+:\d+$/)
  })

  it('leaves out a code that is none', () => {
    const error = Object.assign(new Error('x'), { code: 'the text of a message' })
    expect(crashFacts(error)).toMatch(/^Error at [^ ]+$/)
  })

  it('names the type alone of what is no error', () => {
    expect(crashFacts('the text of a message')).toBe('string')
  })
})

describe('exitOnCrash', () => {
  /** Runs the code, with `crash` in it, in a Node of its own. */
  async function run(code: string, isRead = true): Promise<{ status: unknown; said: string }> {
    const program = `import { exitOnCrash } from './src/engine/ports/crash.ts'\nconst crash = exitOnCrash()\n${code}`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    const exited = once(child, 'exit')
    if (!isRead) child.stderr.destroy()
    const said = isRead ? await text(child.stderr) : ''
    child.stdin.end()
    const [status] = (await exited) as [unknown]
    return { status, said }
  }

  it.each([
    ['is thrown', 'setTimeout(() => { throw new TypeError("the text of a message") })'],
    ['rejects', 'void Promise.reject(new TypeError("the text of a message"))'],
    ['was caught', 'crash(new TypeError("the text of a message"))'],
  ])('ends the process with one line of facts when an error %s', async (_name, code) => {
    const { status, said } = await run(`${code}\nsetInterval(() => undefined, 1000)`)
    expect(said).toMatch(/^sotto: internal error: TypeError at [^ \n]+\n$/)
    expect(status).toBe(1)
  })

  it('goes on when nobody reads stderr any more', async () => {
    const code = `process.stdin.resume().on('end', () => process.stderr.write('a line', () => process.exit(7)))`
    expect(await run(code, false)).toEqual({ status: 7, said: '' })
  })
})
