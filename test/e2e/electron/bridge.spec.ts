import { resolve } from 'node:path'
import type { Page } from '@playwright/test'
import type { Bridge, Reply } from '#contract/bridge.ts'
import type { MethodName } from '#contract/manifest.ts'
import { expect, test } from '../app.ts'

/** Whatever a page sends: it is not bound by our types. */
function request(page: Page, method: string, params?: unknown): Promise<Reply> {
  return page.evaluate(
    ([name, value]) => (globalThis as unknown as { sotto: Bridge }).sotto.request(name as MethodName, value),
    [method, params] as const,
  )
}

const codeOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.error.code)

test('answers a request', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  expect(await request(page, 'profile.status', {})).toEqual({ ok: true, result: { state: 'none' } })
})

test('answers what is malformed with a typed error', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  expect(codeOf(await request(page, 'no.such', {}))).toBe('unknown-method')
  expect(codeOf(await request(page, '__proto__', {}))).toBe('unknown-method')
  expect(codeOf(await request(page, 'constructor', {}))).toBe('unknown-method')
  expect(codeOf(await request(page, 'profile.status', { more: 1 }))).toBe('invalid')
  expect(codeOf(await request(page, 'profile.status', 'text'))).toBe('invalid')
  expect(codeOf(await request(page, 'profile.create', { displayName: 1 }))).toBe('invalid')
  expect(codeOf(await request(page, 'profile.status', { filler: 'x'.repeat(20_000) }))).toBe('too-large')
  expect(codeOf(await request(page, 'messages.send', { text: 'x'.repeat(600_000) }))).toBe('too-large')
})

test('answers what has no JSON form with a typed error', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  const codes = await page.evaluate(async () => {
    const { sotto } = globalThis as unknown as { sotto: Bridge }
    const answers = await Promise.all([
      sotto.request('profile.status', { count: 1n }),
      sotto.request('profile.status', new Map()),
      sotto.request('profile.status', () => 1),
    ])
    return answers.map((reply) => (reply.ok ? 'ok' : reply.error.code))
  })
  expect(codes[0]).toBe('invalid')
  expect(codes[2]).toBe('invalid')
})

test('answers no window that is not its own', async ({ launchDesktop }) => {
  const { electron } = await launchDesktop()
  const preload = resolve('out/preload/index.cjs')
  const opened = electron.waitForEvent('window')
  await electron.evaluate(async ({ BrowserWindow }, file) => {
    const webPreferences = { preload: file, sandbox: true, contextIsolation: true }
    await new BrowserWindow({ show: false, webPreferences }).loadURL('app://bundle/index.html')
  }, preload)
  const other = await opened
  await other.waitForURL(/\/index\.html/)
  expect(codeOf(await request(other, 'profile.status', {}))).toBe('invalid')
})

test('delivers the events that were subscribed to', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  const heard = await page.evaluate(async () => {
    const { sotto } = globalThis as unknown as { sotto: Bridge }
    const first = new Promise<string>((done) => {
      const stop = sotto.onEvent((event) => {
        stop()
        done(event.topic)
      })
    })
    await sotto.request('events.subscribe', { topics: ['network.updated'] })
    const created = await sotto.request('profile.create', { displayName: 'Ada', passphrase: 'correct horse' })
    return created.ok ? first : created.error.code
  })
  expect(heard).toBe('network.updated')
})
