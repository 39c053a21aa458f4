import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const MIRROR = 'https://github.com/electron/electron/releases/download/'
/** Below the 5 s that the whole check may take. */
const ANSWER_MS = 4000
const DOWNLOAD_MS = 15 * 60_000

/** Is there a screen to open a window on? */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * Electron's executable, downloaded first where that is possible; otherwise the reason why the app cannot open here.
 *
 * @returns {Promise<{ path: string } | { reason: string }>}
 */
export async function obtainElectron() {
  if (!hasDisplay()) return { reason: 'there is no display to open a window on' }
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { reason: 'Electron gives up its sandbox when root runs it' }
  }
  const folder = packageFolder()
  if (folder === undefined) return { reason: 'the package electron is not installed (npm ci)' }
  const path = executable(folder) ?? (await download(folder))
  if (path === undefined) return { reason: 'Electron is not here and cannot be downloaded now' }
  const reason = noSandbox(path)
  return reason === undefined ? { path } : { reason }
}

function packageFolder() {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return undefined
  }
}

/** The real Electron's executable, if its package has downloaded it; whatever an environment variable puts in its place. */
export function findElectron() {
  const folder = packageFolder()
  return folder && executable(folder, join(folder, 'dist'))
}

/** Looks at files alone: `require('electron')` would start a download that knows no time limit. */
function executable(folder, dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist')) {
  try {
    const path = join(dist, readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/** The download itself waits for ever on a server that stays silent, so the server is asked first. */
async function download(folder) {
  const mirror = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || MIRROR
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) })
  } catch {
    return undefined
  }
  process.stderr.write('Downloading Electron (about 110 MB) ...\n')
  // Of a failure it tells at length; one line of ours follows instead.
  spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: DOWNLOAD_MS })
  return executable(folder)
}

/**
 * Some Linux systems let no ordinary program make the namespaces that Chromium's sandbox is built of, and Electron
 * ends at once there unless its helper has been made setuid root. Sotto never runs without the sandbox.
 */
function noSandbox(path) {
  if (process.platform !== 'linux') return undefined
  const helper = statSync(join(dirname(path), 'chrome-sandbox'), { throwIfNoEntry: false })
  if (helper !== undefined && helper.uid === 0 && (helper.mode & 0o4000) !== 0) return undefined
  const restricted =
    sysctl('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    sysctl('kernel/unprivileged_userns_clone') === '0' ||
    sysctl('user/max_user_namespaces') === '0'
  return restricted
    ? "this system does not allow Electron's sandbox (unprivileged user namespaces)"
    : undefined
}

function sysctl(name) {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim()
  } catch {
    return undefined
  }
}
