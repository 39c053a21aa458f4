import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, test as base, type Browser } from '@playwright/test'
import { findBrowser } from '#tools/find-browser.ts'
import { launchDesktop, type DesktopInstance } from './shells/desktop.ts'
import type { Instance, Launch, LaunchOptions, ShellName } from './shells/shell.ts'
import { launchWeb } from './shells/web.ts'

export { expect }
export type { DesktopInstance, Instance, LaunchOptions }

/** One person at one computer: everything that a test has started is ended and deleted after it. */
interface Fixtures {
  /** Starts the app on the shell of the project and waits for its window. */
  launch(options?: LaunchOptions): Promise<Instance>
  /** The same for specs of the desktop shell alone, with Electron in reach. */
  launchDesktop(options?: LaunchOptions & { readonly switches?: readonly string[] }): Promise<DesktopInstance>
  /** Decides on folder, profile and port as `launch` does, without starting anything. */
  prepare(options?: LaunchOptions): Promise<Launch>
  running: Set<Instance>
}

interface WorkerFixtures {
  shell: ShellName
  webBrowser: () => Promise<Browser>
  ports: (place: string) => Promise<number>
}

const FIRST_PORT = 21_000 // below the range that systems hand out by themselves
const PORTS_PER_WORKER = 1000

export const test = base.extend<Fixtures, WorkerFixtures>({
  shell: ['desktop', { option: true, scope: 'worker' }],

  webBrowser: [
    async ({}, use) => {
      let browser: Promise<Browser> | undefined
      await use(() => (browser ??= launchBrowser()))
      await (await browser)?.close()
    },
    { scope: 'worker' },
  ],

  ports: [
    async ({}, use, { parallelIndex }) => {
      const chosen = new Map<string, number>()
      let next = FIRST_PORT + parallelIndex * PORTS_PER_WORKER
      await use(async (place) => {
        const known = chosen.get(place)
        if (known !== undefined) return known
        while (!(await isFree(next))) next++
        chosen.set(place, next)
        return next++
      })
    },
    { scope: 'worker' },
  ],

  running: async ({}, use, info) => {
    const running = new Set<Instance>()
    await use(running)
    if (info.status !== info.expectedStatus) {
      for (const instance of running) await info.attach('app-stderr', { body: instance.log() })
    }
    await Promise.all([...running].map((instance) => instance.kill()))
  },

  prepare: async ({ ports }, use) => {
    const created: string[] = []
    await use(async ({ dir, profile = 'default', passphrase, listen } = {}) => {
      if (!existsSync('out/main/index.js')) throw new Error('nothing is built: run `npm run build` first')
      const folder = dir ?? mkdtempSync(join(tmpdir(), 'sotto-e2e-'))
      if (dir === undefined) created.push(folder)
      const port = await ports(join(folder, profile))
      return { dir: folder, profile, passphrase, listen: listen ?? [`/ip4/127.0.0.1/tcp/${port}`] }
    })
    for (const folder of created)
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  },

  launch: async ({ shell, webBrowser, prepare, running }, use) => {
    await use(async (options) => {
      const launch = await prepare(options)
      const instance =
        shell === 'desktop' ? await launchDesktop(launch) : await launchWeb(launch, await webBrowser())
      return track(instance, running)
    })
  },

  launchDesktop: async ({ prepare, running }, use) => {
    await use(async ({ switches, ...options } = {}) =>
      track(await launchDesktop(await prepare(options), switches), running),
    )
  },
})

/** What is still running when the test ends is killed; what the test has ended itself is forgotten. */
function track<T extends Instance>(instance: T, running: Set<Instance>): T {
  const tracked: T = {
    ...instance,
    close: async () => {
      await instance.close()
      running.delete(tracked)
    },
    kill: async () => {
      await instance.kill()
      running.delete(tracked)
    },
  }
  running.add(tracked)
  return tracked
}

async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser()
  if (!executablePath) throw new Error('no Chromium found: run `node tools/ensure-browser.ts`')
  return chromium.launch({ executablePath, args: ['--disable-gpu'], chromiumSandbox: false })
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
