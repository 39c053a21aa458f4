import type { Page } from '@playwright/test'
import type { Bridge, Reply } from '#contract/bridge.ts'
import { expect, test } from '../app.ts'

const policy = (page: Page): Promise<Reply> =>
  page.evaluate(() => (globalThis as unknown as { sotto: Bridge }).sotto.request('profile.policy', {}))

test('without a secret service a passphrase is required', async ({ launchDesktop }) => {
  const { page } = await launchDesktop({ switches: ['--password-store=basic'] })
  // Other systems always have a key store, and the switch means nothing there.
  const isRequired = process.platform === 'linux'
  const result = isRequired
    ? { passphrase: 'required', keyStore: 'none' }
    : { passphrase: 'recommended', keyStore: 'system' }
  expect(await policy(page)).toEqual({ ok: true, result })
})

test('a passphrase that was given at the start is the one', async ({ launchDesktop }) => {
  const { page } = await launchDesktop({ passphrase: 'correct horse battery staple' })
  expect(await policy(page)).toMatchObject({ ok: true, result: { passphrase: 'fixed' } })
})
