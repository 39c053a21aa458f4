import type { Bridge } from '#contract/bridge.ts'
import { expect, test } from '../app.ts'

test('opens on the first screen', async ({ launchDesktop }) => {
  const { page, electron } = await launchDesktop()
  await expect(page).toHaveTitle('Sotto')
  await expect(page.getByRole('button', { name: 'Create my identity' })).toBeVisible()
  const window = await electron.browserWindow(page)
  await expect
    .poll(() => window.evaluate((own) => [own.getTitle(), own.isVisible()]))
    .toEqual(['Sotto', true])
  expect(electron.windows()).toHaveLength(1)
})

test('the page gets the bridge and nothing else', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  const found = await page.evaluate(() => {
    const { sotto } = globalThis as unknown as { sotto: Bridge }
    const replaced = Reflect.set(globalThis, 'sotto', 1) || Reflect.deleteProperty(globalThis, 'sotto')
    const names = [
      'require',
      'process',
      'module',
      'Buffer',
      'global',
      'electron',
      'ipcRenderer',
      '__standinSend',
    ]
    return {
      members: Object.entries(sotto).map(([name, value]) => `${name}: ${typeof value}`),
      host: sotto.host,
      isFrozen: Object.isFrozen(sotto),
      replaced,
      leaked: names.filter((name) => name in globalThis),
    }
  })
  expect(found).toEqual({
    members: ['host: string', 'request: function', 'onEvent: function', 'onConnection: function'],
    host: 'electron',
    isFrozen: true,
    replaced: false,
    leaked: [],
  })
})

test('the menu carries the usual shortcuts', async ({ launchDesktop }) => {
  const { electron } = await launchDesktop()
  const roles = await electron.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items ?? []
    return items
      .flatMap((item) => [item, ...(item.submenu?.items ?? [])])
      .map((item) => item.role?.toLowerCase())
  })
  expect(roles).toEqual(
    expect.arrayContaining(['quit', 'editmenu', 'windowmenu', 'zoomin', 'togglefullscreen']),
  )
})

test('a page in a frame gets no bridge', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  const inFrame = await page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    return frame.contentWindow ? 'sotto' in frame.contentWindow : undefined
  })
  expect(inFrame).toBe(false)
})
