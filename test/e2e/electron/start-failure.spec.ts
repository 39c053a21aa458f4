import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Bridge } from '#contract/bridge.ts'
import { expect, test } from '../app.ts'
import { desktopEnvironment } from '../shells/desktop.ts'

test('a profile that another program has open: the window opens and hears why', async ({
  launchDesktop,
  stage,
}) => {
  const passphrase = 'correct horse battery staple'
  const launch = await stage.prepare({ passphrase })
  const data = join(launch.dir, 'profiles', launch.profile, 'data')
  const other = spawn(
    process.execPath,
    ['bin/sotto.mjs', 'rpc', '--data', data, '--no-mdns', '--listen', '/ip4/127.0.0.1/tcp/0'],
    {
      env: desktopEnvironment(launch),
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  )
  try {
    const answered = once(createInterface({ input: other.stdout }), 'line')
    const create = { jsonrpc: '2.0', id: 1, method: 'profile.create', params: { displayName: 'Ada' } }
    other.stdin.write(`${JSON.stringify(create)}\n`)
    expect(JSON.parse(String((await answered)[0]))).toHaveProperty('result')

    const { page } = await launchDesktop({ dir: launch.dir, passphrase })
    const replies = await page.evaluate(() => {
      const { sotto } = globalThis as unknown as { sotto: Bridge }
      return Promise.all([sotto.request('profile.status', {}), sotto.request('contacts.list', {})])
    })
    for (const reply of replies) expect(reply).toMatchObject({ ok: false, error: { code: 'in-use' } })
    await expect(page).toHaveTitle('Sotto')
  } finally {
    const ended = once(other, 'exit')
    other.kill()
    await ended
  }
})
