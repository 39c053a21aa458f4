import { chromium, expect, test as base, type Browser } from '@playwright/test'
import { findBrowser } from '#tools/find-browser.ts'
import { describeShell } from './shells/describe.ts'
import { launchDesktop, type DesktopInstance } from './shells/desktop.ts'
import type { Instance, LaunchOptions, ShellName } from './shells/shell.ts'
import { Stage } from './shells/stage.ts'
import { launchWeb } from './shells/web.ts'

export { expect }
export type { Instance, LaunchOptions }

interface Fixtures {
  /** Starts the app on the shell of the project and waits for its window. It is ended when the test is. */
  launch: (options?: LaunchOptions) => Promise<Instance>
  /** The same for specs of the desktop shell alone, with Electron in reach. */
  launchDesktop: (
    options?: LaunchOptions & { readonly switches?: readonly string[] },
  ) => Promise<DesktopInstance>
  stage: Stage
}

interface WorkerFixtures {
  shell: ShellName
  /** What the shell runs on, as text. */
  shellDescription: string
  /** One browser for all instances of `sotto web`; each has a context of its own. */
  webBrowser: Browser | undefined
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  shell: ['desktop', { option: true, scope: 'worker' }],

  shellDescription: [async ({ shell }, use) => use(await describeShell(shell)), { scope: 'worker' }],

  webBrowser: [
    async ({ shell }, use) => {
      const browser = shell === 'web' ? await launchBrowser() : undefined
      await use(browser)
      await browser?.close()
    },
    { scope: 'worker' },
  ],

  stage: async ({ shell, shellDescription }, use, info) => {
    info.annotations.push({ type: 'shell', description: shellDescription })
    const stage = new Stage()
    await use(stage)
    if (info.status !== info.expectedStatus) {
      for (const log of stage.logs()) await info.attach(`${shell}-stderr`, { body: log })
    }
    await stage.clear()
  },

  launch: async ({ stage, webBrowser }, use) => {
    await use(async (options) => {
      const launch = await stage.prepare(options)
      return stage.track(webBrowser ? await launchWeb(launch, webBrowser) : await launchDesktop(launch))
    })
  },

  launchDesktop: async ({ stage }, use) => {
    await use(async ({ switches, ...options } = {}) =>
      stage.track(await launchDesktop(await stage.prepare(options), switches)),
    )
  },
})

async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser()
  if (!executablePath) throw new Error('no Chromium found: run `node tools/ensure-browser.ts`')
  return chromium.launch({ executablePath, args: ['--disable-gpu'], chromiumSandbox: false })
}
