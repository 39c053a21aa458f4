import { existsSync } from 'node:fs'

/** Headless shell first: it starts in half the time of the full browser and takes half the memory. */
const INSTALLED = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/**
 * A Chromium that tests can run on: the one that SOTTO_CHROMIUM names, an installed one, or one that Playwright has
 * downloaded. Undefined if there is none, also if SOTTO_CHROMIUM names a file that does not exist.
 */
export async function findBrowser(): Promise<string | undefined> {
  const chosen = process.env['SOTTO_CHROMIUM']
  if (chosen) return existsSync(chosen) ? chosen : undefined
  const installed = INSTALLED.find((path) => existsSync(path))
  if (installed) return installed
  const { chromium } = await import('@playwright/test') // slow to load, so only when it is needed
  const downloaded = chromium.executablePath()
  return existsSync(downloaded) ? downloaded : undefined
}
