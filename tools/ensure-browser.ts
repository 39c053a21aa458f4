/**
 * Finds a Chromium for the end-to-end tests or installs one: Debian's as root where there is apt-get, else Playwright's
 * own. Ends with 1 and says what to do if neither can be had. `npm test` calls it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { findBrowser } from './find-browser.ts'

const MINUTE = 60_000
const APT_GET = '/usr/bin/apt-get'
const FONT_FOLDERS = ['/usr/share/fonts', '/usr/local/share/fonts']

process.exitCode = (await ensureBrowser()) ? 0 : 1

async function ensureBrowser(): Promise<boolean> {
  const chosen = process.env['SOTTO_CHROMIUM']
  const found = await findBrowser()
  if (found) return works(found)
  if (chosen) return fail('SOTTO_CHROMIUM names a file that does not exist.')

  if (canUseApt()) installFromDebian()
  const installed = await findBrowser()
  if (installed) return works(installed)

  installFromPlaywright()
  const downloaded = await findBrowser()
  if (downloaded) return works(downloaded)
  return fail(
    'There is no Chromium here and none could be installed. Install one, or name it in SOTTO_CHROMIUM.',
  )
}

/** A browser that lacks a library of the system is found but does not run; better said here than by every test. */
function works(path: string): boolean {
  const { status, stdout, stderr } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: MINUTE })
  if (status !== 0) return fail(`${path} does not run.\n${stderr}`)
  process.stdout.write(`${stdout.trim()} (${path})\n`)
  return true
}

function canUseApt(): boolean {
  return process.getuid?.() === 0 && existsSync(APT_GET)
}

function installFromDebian(): void {
  const install = (packages: readonly string[]): boolean =>
    run(APT_GET, ['install', '-y', '--no-install-recommends', ...packages], 5 * MINUTE)
  run(APT_GET, ['update'], 2 * MINUTE)
  // Releases before 12 have the full browser alone.
  const installed = install(['chromium-headless-shell']) || install(['chromium'])
  if (!installed || hasFonts()) return
  // Without any font every text is empty boxes, and a screenshot shows nothing.
  if (!install(['fonts-dejavu-core', 'fonts-noto-color-emoji'])) install(['fonts-liberation'])
}

function hasFonts(): boolean {
  return FONT_FOLDERS.filter((folder) => existsSync(folder)).some((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.(ttf|otf|ttc)$/.test(name)),
  )
}

function installFromPlaywright(): void {
  const folder = dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json'))
  run(process.execPath, [join(folder, 'cli.js'), 'install', 'chromium'], 4 * MINUTE)
}

function run(command: string, args: readonly string[], timeout: number): boolean {
  process.stdout.write(`$ ${command} ${args.join(' ')}\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { stdio: 'inherit', timeout, env }).status === 0
}

function fail(message: string): false {
  process.stderr.write(`${message}\n`)
  return false
}
