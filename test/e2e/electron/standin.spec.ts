import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { expect, test } from '../app.ts'
import { desktopExecutable, killApp } from '../shells/desktop.ts'

/** What Electron does and the stand-in has to do alike. Runs on whichever of the two is here. */
interface FixtureApi {
  readonly nested: { readonly deep: { add(a: number, b: number): number; readonly list: unknown } }
  ping(value: number, listener: (value: number) => void): void
  later(value: unknown): Promise<{ readonly got: { readonly date: Date }; again(): string }>
  throws(): void
  rejects(): Promise<void>
  point(): { readonly x: number; readonly length?: unknown }
  bytes(): Uint8Array
  map(run: (item: number) => number): number[]
  echo(value: unknown): Promise<unknown>
  badResult(): Promise<unknown>
  noHandler(): Promise<unknown>
  requires(name: string): string
}
type FixturePage = typeof globalThis & { fixture: FixtureApi }
type FixtureMain = typeof globalThis & {
  seen: string[]
  allowClose(): void
  sealAndOpen(text: string): Promise<string>
}

interface Running {
  readonly app: ElectronApplication
  readonly page: Page
  readonly dir: string
}

const run = test.extend<{ running: Running }>({
  running: async ({ stage }, use) => {
    const dir = stage.createFolder()
    const app = await _electron.launch({
      args: [resolve('test/e2e/electron/fixture')],
      env: { ...(process.env as Record<string, string>), FIXTURE_USER_DATA: dir },
      executablePath: desktopExecutable().path,
    })
    const child = app.process()
    const page = await app.firstWindow()
    await expect(page.getByRole('heading')).toHaveText('Fixture')
    await use({ app, page, dir })
    await killApp(child)
  },
})

const seen = (app: ElectronApplication) => app.evaluate(() => (globalThis as FixtureMain).seen)

run('contextBridge copies values and passes functions through', async ({ running: { page } }) => {
  const found = await page.evaluate(async () => {
    const { fixture } = globalThis as FixturePage
    const pong = await new Promise<number>((done) => fixture.ping(41, done))
    const later = await fixture.later({ date: new Date(7) })
    const point = fixture.point()
    const frame = document.querySelector('iframe')?.contentWindow
    return {
      pong,
      sum: fixture.nested.deep.add(2, 3),
      list: fixture.nested.deep.list,
      date: later.got.date.getTime(),
      again: later.again(),
      point: [point.x, typeof point.length],
      bytes: [...fixture.bytes()],
      mapped: fixture.map((item) => item * 2),
      isFrozen: Object.isFrozen(fixture) && Object.isFrozen(fixture.nested.deep),
      inFrame: 'fixture' in (frame ?? { fixture: 'no frame' }),
    }
  })
  expect(found).toEqual({
    pong: 42,
    sum: 5,
    list: [1, { two: 2 }],
    date: 7,
    again: 'from the preload',
    point: [1, 'undefined'],
    bytes: [1, 2, 3],
    mapped: [2, 4, 6],
    isFrozen: true,
    inFrame: false,
  })
})

run('errors lose class and code on their way to the page', async ({ running: { page } }) => {
  const errors = await page.evaluate(async () => {
    const { fixture } = globalThis as FixturePage
    const caught = async (action: () => unknown): Promise<unknown> => {
      try {
        return await action()
      } catch (error) {
        return [(error as Error).constructor === Error, (error as Error).message, 'code' in (error as Error)]
      }
    }
    return {
      thrown: await caught(() => fixture.throws()),
      rejected: await caught(() => fixture.rejects()),
      badResult: await caught(() => fixture.badResult()),
      noHandler: await caught(() => fixture.noHandler()),
    }
  })
  const invoking = 'Error invoking remote method'
  expect(errors).toEqual({
    thrown: [true, 'broken', false],
    rejected: [true, 'gone', false],
    badResult: [true, `${invoking} 'bad-result': Error: An object could not be cloned.`, false],
    noHandler: [true, `${invoking} 'no-such': Error: No handler registered for 'no-such'`, false],
  })
})

run('IPC carries what structured clone carries', async ({ running: { page } }) => {
  const found = await page.evaluate(async () => {
    const holes = [1]
    holes[2] = 3
    const sent = {
      map: new Map([['key', new Set([1n])]]),
      bytes: new Uint8Array([9]),
      none: undefined,
      negativeZero: -0,
      date: new Date(5),
      holes,
    }
    const { fixture } = globalThis as FixturePage
    const back = (await fixture.echo(sent)) as typeof sent
    return {
      map: back.map.get('key')?.has(1n),
      bytes: [...back.bytes],
      none: 'none' in back,
      negativeZero: Object.is(back.negativeZero, -0),
      date: back.date.getTime(),
      hole: 1 in back.holes,
    }
  })
  expect(found).toEqual({
    map: true,
    bytes: [9],
    none: true,
    negativeZero: true,
    date: 5,
    hole: false,
  })
})

run('the preload can require next to nothing, the page nothing', async ({ running: { page } }) => {
  const found = await page.evaluate(() => {
    const { fixture } = globalThis as FixturePage
    const own = globalThis as { require?: unknown; process?: unknown }
    return [fixture.requires('node:fs'), fixture.requires('node:url'), typeof own.require, typeof own.process]
  })
  expect(found).toEqual(['module not found: node:fs', 'loaded', 'undefined', 'undefined'])
})

run('the main process is in reach of a test', async ({ running: { app, page } }) => {
  expect(await app.evaluate(({ app: self }) => [self.getVersion(), self.isPackaged])).toEqual([
    '9.9.9',
    false,
  ])
  const window = await app.browserWindow(page)
  await expect.poll(() => window.evaluate((own) => own.getTitle())).toBe('Fixture')
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('note')?.click())
  expect(await seen(app)).toContain('menu')
  const isSealing = await app.evaluate(({ safeStorage }) => safeStorage.isAsyncEncryptionAvailable())
  if (isSealing) {
    expect(await app.evaluate(() => (globalThis as FixtureMain).sealAndOpen('secret'))).toBe('secret')
  }
})

run('the app decides on navigation and new windows', async ({ running: { app, page } }) => {
  await page.locator('#next').click()
  await expect.poll(() => seen(app)).toContain('navigate https://example.org/next')
  await page.locator('#other').click()
  await expect.poll(() => seen(app)).toContain('open https://example.org/other')
  await expect.poll(() => app.windows().length).toBe(1)
  expect(page.url()).toContain('index.html')
})

run('a window may refuse to close; quitting keeps its order', async ({ running: { app, dir } }) => {
  const closeAll = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.close()))
  await closeAll()
  const visible = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.isVisible()),
  )
  expect(visible).toEqual([false])

  await app.evaluate(() => (globalThis as FixtureMain).allowClose())
  const ended = once(app.process(), 'exit')
  await closeAll()
  expect((await ended)[0]).toBe(0)
  const order = JSON.parse(readFileSync(join(dir, 'seen.json'), 'utf8')) as string[]
  expect(order.slice(0, 3)).toEqual(['will-finish-launching', 'ready', 'ready-to-show'])
  expect(order.slice(-6)).toEqual([
    'close',
    'closed',
    'window-all-closed',
    'before-quit',
    'will-quit',
    'quit',
  ])
})
