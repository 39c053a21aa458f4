import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from '../app.ts'
import { desktopArguments, desktopEnvironment, desktopExecutable } from '../shells/desktop.ts'

const CRASHES = {
  'an error that nobody caught': () =>
    void setTimeout(() => {
      throw new TypeError('the text of a message')
    }),
  'a promise that nobody caught': () => void Promise.reject(new TypeError('the text of a message')),
}

for (const [name, crash] of Object.entries(CRASHES)) {
  test(`${name} ends the app and shows no content`, async ({ launchDesktop }) => {
    const { electron, log } = await launchDesktop()
    const child = electron.process()
    const ended = once(child, 'close')
    await electron.evaluate(crash).catch(() => undefined) // it may be gone before it answers
    expect(await ended).toEqual([1, null])
    expect(log()).toMatch(/^sotto: internal error: TypeError( at \S+)?$/m)
    expect(log()).not.toContain('the text of a message')
  })
}

test('a start that fails ends the app and names no folder', async ({ stage }) => {
  const launch = await stage.prepare()
  writeFileSync(join(launch.dir, 'profiles'), 'not a folder')
  const args = [...desktopArguments(launch), ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const child = spawn(desktopExecutable().path, args, {
    env: desktopEnvironment(launch),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit')
  const said = await text(child.stderr)
  expect(await exited).toEqual([1, null])
  expect(said).toMatch(/^sotto: internal error: Error E\w+/m)
  expect(said).not.toContain(launch.dir)
})

test('the passphrase does not stay in the environment', async ({ launchDesktop }) => {
  const { electron } = await launchDesktop({ passphrase: 'correct horse battery staple' })
  expect(await electron.evaluate(() => process.env['SOTTO_PASSPHRASE'])).toBeUndefined()
})
