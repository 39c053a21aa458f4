import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where V8 keeps what it has compiled. Node's own choice is the shared temporary folder, where another user of the
 * machine could put code for us to run; this folder is the person's own.
 *
 * @returns {string}
 */
export function compileCacheFolder() {
  const { env, platform } = process
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'Sotto', 'Cache', 'v8')
  }
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Sotto', 'v8')
  const xdg = env.XDG_CACHE_HOME
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'sotto', 'v8')
}
