import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { findBrowser } from './find-browser.ts'
import { makePeople } from './lib/demo-people.ts'
import { SOTTO } from './lib/rpc-client.ts'

// `npm run screenshots`: the pictures of the README, taken of the real interface with the people of the demo.

const OUT = 'docs/images'
const SIZE = { width: 1180, height: 760 }

const folder = await mkdtemp(join(tmpdir(), 'sotto-screenshots-'))
const hosts: ChildProcess[] = []
const executablePath = await findBrowser()
if (!executablePath) throw new Error('no Chromium found: run `node tools/ensure-browser.ts`')
const browser = await chromium.launch({ executablePath, args: ['--disable-gpu'], chromiumSandbox: false })
try {
  await mkdir(OUT, { recursive: true })
  const people = await makePeople(folder)
  const urls = await Promise.all(people.map((person) => serve(person.args)))
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await open(browser, urls[0] ?? '', colorScheme)
    await page.locator('[data-conversation]').first().click()
    await page.getByRole('log').locator('[data-message]').last().waitFor()
    await shoot(page, `conversation-${colorScheme}`)
    if (colorScheme === 'light') {
      await page
        .getByRole('button', { name: /^Add contact/ })
        .first()
        .click()
      await shoot(page, 'add-contact')
    }
    await page.context().close()
  }
  const fresh = await open(browser, await serve(['--data', join(folder, 'fresh'), '--no-mdns']), 'light')
  await fresh.getByRole('button', { name: 'Create my identity' }).click()
  await fresh.getByLabel('Your name', { exact: true }).fill('Ada')
  await fresh.getByRole('button', { name: 'Create', exact: true }).click()
  await fresh.getByRole('list', { name: 'Recovery words' }).waitFor()
  await shoot(fresh, 'onboarding-words')
} finally {
  await browser.close()
  await Promise.all(hosts.map(end))
  await rm(folder, { recursive: true })
}

async function serve(args: readonly string[]): Promise<string> {
  const host = spawn(process.execPath, [SOTTO, 'web', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  hosts.push(host)
  const [line] = (await once(host.stdout, 'data')) as [Buffer]
  return /http:\S+/.exec(String(line))?.[0] ?? ''
}

async function open(browser: Browser, url: string, colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({ viewport: SIZE, colorScheme, deviceScaleFactor: 1.5 })
  const page = await context.newPage()
  await page.goto(url)
  return page
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(OUT, `${name}.png`), animations: 'disabled', caret: 'hide' })
}

async function end(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null) return
  const ended = once(host, 'exit')
  host.kill('SIGTERM')
  await ended
}
