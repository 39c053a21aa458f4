import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface Browsing {
  /** Resolves once the opener has been started; false where there is nothing to open it with. */
  readonly opened: boolean
  /** Removes what was left for the browser to read. */
  clean(): Promise<void>
}

/**
 * Opens an address that holds a secret. Other users of the machine can read the arguments of every process, so the
 * browser is not given the address but a file, for this user's eyes alone, that leads there.
 */
export async function openBrowser(url: string): Promise<Browsing> {
  const opener = openerOf(process.platform, process.env)
  if (opener === undefined) return { opened: false, clean: () => Promise.resolve() }
  const folder = await mkdtemp(join(tmpdir(), 'sotto-open-'))
  const clean = () => rm(folder, { recursive: true, force: true })
  const page = join(folder, 'open.html')
  await writeFile(page, redirect(url), { mode: 0o600 })
  const [command, ...args] = opener
  const child = spawn(command, [...args, pathToFileURL(page).href], { stdio: 'ignore', detached: true })
  const { promise, resolve } = Promise.withResolvers<boolean>()
  child.once('spawn', () => resolve(true))
  child.once('error', () => resolve(false))
  const opened = await promise
  child.unref()
  if (!opened) await clean()
  return { opened, clean }
}

type Opener = readonly [command: string, ...args: string[]]

export function openerOf(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): Opener | undefined {
  switch (platform) {
    case 'darwin':
      return ['open']
    case 'win32':
      // `start` belongs to the shell and would need one; this is what it calls for an address.
      return ['rundll32', 'url.dll,FileProtocolHandler']
    default:
      return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : undefined
  }
}

/** `url` is made of an origin and a base64url token: nothing in it needs escaping. */
function redirect(url: string): string {
  return `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Sotto</title>
<meta http-equiv="refresh" content="0; url=${url}"><p><a href="${url}">Open Sotto</a></p>
`
}
