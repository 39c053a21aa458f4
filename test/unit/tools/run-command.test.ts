import { expect, test } from 'vitest'
import { runCommand } from '#tools/testing/run-command.ts'

const run = (command: string, limitMs = 20_000) =>
  runCommand(command, { limitMs, env: { GREETING: 'hello' } })

test('gives back what a command printed and how it ended', async () => {
  const { code, timedOut, output } = await run(
    `node -e "console.log(process.env.GREETING); console.error('there'); process.exitCode = 3"`,
  )
  expect({ code, timedOut }).toEqual({ code: 3, timedOut: false })
  expect(output).toContain('hello')
  expect(output).toContain('there')
})

test('a command that does not exist has failed', async () => {
  expect((await run('there-is-no-such-command')).code).not.toBe(0)
})

test('a command that hangs is ended with everything that it started', async () => {
  const child = `require('child_process').spawn(process.execPath,['-e','setInterval(Date,1e6)'],{stdio:'inherit'})`
  const { code, timedOut } = await run(`node -e "${child}; setInterval(Date, 1e6)"`, 1_000)
  expect(timedOut).toBe(true)
  expect(code).not.toBe(0)
})

test('without time left nothing is started', async () => {
  expect(await run('node -v', 0)).toMatchObject({ code: null, timedOut: true })
})
