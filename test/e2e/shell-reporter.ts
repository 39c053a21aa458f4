import { execFileSync } from 'node:child_process'
import { basename } from 'node:path'
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter'
import { findBrowser } from '#tools/find-browser.ts'
import { findElectron } from '#tools/find-electron.ts'
import { desktopExecutable } from './shells/desktop.ts'

/** Says at the end which shells the specs really ran on, so that nobody takes a stand-in for Electron. */
export default class ShellReporter implements Reporter {
  readonly #projects = new Set<string>()

  onBegin(_config: FullConfig, suite: Suite): void {
    for (const project of suite.suites) this.#projects.add(project.title)
  }

  async onEnd(): Promise<void> {
    const browser = describeBrowser(await findBrowser())
    process.stdout.write('\n')
    if (this.#projects.has('desktop')) process.stdout.write(`  desktop: ${describeDesktop(browser)}\n`)
    if (this.#projects.has('web')) process.stdout.write(`  web: sotto web on ${browser}\n`)
  }
}

function describeDesktop(browser: string): string {
  if (!desktopExecutable().isStandIn) return 'Electron'
  const reason = findElectron() ? 'Electron has no display to run on' : 'real Electron binary not present'
  return `stand-in on ${browser}, ${reason}`
}

function describeBrowser(path: string | undefined): string {
  if (!path) return 'no browser'
  const version = /[\d.]+/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))
  return `${basename(path)} ${version?.[0] ?? ''}`.trim()
}
