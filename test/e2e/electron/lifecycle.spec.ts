import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../app.ts'
import { desktopArguments, desktopEnvironment, desktopExecutable } from '../shells/desktop.ts'
import type { Launch } from '../shells/shell.ts'

/** Starts the app as a person would, without Playwright in it; resolves with its exit code. */
async function runApp(launch: Launch): Promise<number | null> {
  const { path } = desktopExecutable()
  const args = [...desktopArguments(launch), ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const child = spawn(path, args, { env: desktopEnvironment(launch), stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

test('a second start of a profile shows the window of the first', async ({ launchDesktop, stage }) => {
  const { electron, dir } = await launchDesktop()
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  expect(await runApp(await stage.prepare({ dir }))).toBe(0)
  const isMinimized = () =>
    electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())
  await expect.poll(isMinimized).toBe(false)
  expect(electron.windows()).toHaveLength(1)
})

test('two profiles run side by side', async ({ launchDesktop }) => {
  const first = await launchDesktop({ profile: 'first' })
  const second = await launchDesktop({ dir: first.dir, profile: 'second' })
  await expect(first.page).toHaveTitle('Sotto')
  await expect(second.page).toHaveTitle('Sotto')
  expect(readdirSync(join(first.dir, 'profiles')).toSorted()).toEqual(['first', 'second'])
})

test('a profile name that could leave its folder is refused', async ({ stage }) => {
  const launch = await stage.prepare()
  expect(await runApp({ ...launch, profile: '../elsewhere' })).toBe(2)
  expect(readdirSync(launch.dir)).toEqual([])
})

test('closing the window ends the app', async ({ launchDesktop }) => {
  const { electron } = await launchDesktop()
  const child = electron.process()
  const ended = once(child, 'exit')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await ended).toEqual([0, null])
})

test('an app that was killed starts again', async ({ launchDesktop }) => {
  const killed = await launchDesktop()
  await killed.kill()
  const back = await launchDesktop({ dir: killed.dir })
  await expect(back.page.getByRole('heading', { level: 1 })).toBeVisible()
})

test('an app that was killed takes its browser with it', async ({ launchDesktop }) => {
  const { dir, electron } = await launchDesktop()
  expect(processesOf(dir)).not.toEqual([])
  electron.process().kill('SIGKILL') // the app alone, not the processes that it has started
  await expect.poll(() => processesOf(dir)).toEqual([])
})

/** Processes that have the folder in their command line, as Chromium's do. Linux only; elsewhere always empty. */
function processesOf(folder: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return []
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
    } catch {
      return false // it ended between the listing and the look
    }
  })
}
