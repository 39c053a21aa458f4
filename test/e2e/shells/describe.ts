import { execFileSync } from 'node:child_process'
import { basename } from 'node:path'
import { findBrowser } from '#tools/find-browser.ts'
import { findElectron } from '#tools/lib/electron.mjs'
import { desktopExecutable } from './desktop.ts'
import type { ShellName } from './shell.ts'

/** What the specs of a project really run on, so that nobody takes a stand-in for Electron. */
export async function describeShell(shell: ShellName): Promise<string> {
  if (shell === 'desktop' && !desktopExecutable().isStandIn) return 'Electron'
  const path = await findBrowser()
  if (!path) throw new Error('no Chromium found: run `node tools/ensure-browser.ts`')
  const version = /[\d.]+/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))
  const browser = `${basename(path)} ${version?.[0] ?? ''}`.trim()
  if (shell === 'web') return `sotto web on ${browser}`
  const reason = findElectron() ? 'Electron has no display to run on' : 'real Electron binary not present'
  return `stand-in on ${browser}, ${reason}`
}
