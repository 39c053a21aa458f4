import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { _electron, type ElectronApplication } from '@playwright/test'
import { findElectron, hasDisplay } from '#tools/lib/electron.mjs'
import type { Instance, Launch } from './shell.ts'

const STAND_IN = resolve('tools/electron-standin')

export interface DesktopInstance extends Instance {
  readonly electron: ElectronApplication
}

/** The executable of the desktop shell: Electron where it can run, else the stand-in. */
export function desktopExecutable(): { readonly path: string; readonly isStandIn: boolean } {
  const electron = hasDisplay() ? findElectron() : undefined
  return { path: electron ?? resolve(STAND_IN, 'electron'), isStandIn: electron === undefined }
}

/** What the app under test reads from its environment, for a launch with or without Playwright. */
export function desktopEnvironment(launch: Launch): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return {
    ...Object.fromEntries(inherited),
    SOTTO_USER_DATA: launch.dir,
    SOTTO_LISTEN: launch.listen.join(','),
    SOTTO_NO_MDNS: '1',
    ...(launch.passphrase !== undefined && { SOTTO_PASSPHRASE: launch.passphrase }),
  }
}

export function desktopArguments(launch: Launch, switches: readonly string[] = []): string[] {
  return ['.', `--profile=${launch.profile}`, ...switches]
}

/** kill -9, with all its helpers, which Playwright has put into a process group of their own. */
export async function killApp(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  if (child.pid === undefined || process.platform === 'win32') child.kill('SIGKILL')
  else process.kill(-child.pid, 'SIGKILL')
  await gone
}

/** `switches` are Chromium's or Electron's own, as `--password-store=basic`. */
export async function launchDesktop(launch: Launch, switches?: readonly string[]): Promise<DesktopInstance> {
  const electron = await _electron.launch({
    args: desktopArguments(launch, switches),
    env: desktopEnvironment(launch),
    executablePath: desktopExecutable().path,
  })
  const child = electron.process()
  const log: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString('utf8')))
  const gone = once(child, 'exit')
  const page = await electron.firstWindow()
  await page.waitForURL(/\/index\.html/) // a window exists before its page does
  return {
    electron,
    page,
    dir: launch.dir,
    log: () => log.join(''),
    async close() {
      await electron.close()
      await gone
    },
    kill: () => killApp(child),
  }
}
