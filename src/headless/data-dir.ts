import { join } from 'node:path'

export interface Place {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** Where the profiles of this person lie when no `--data` says otherwise. */
export function dataFolder(profile: string, { platform, env, home }: Place): string {
  switch (platform) {
    case 'win32':
      return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Sotto', profile)
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Sotto', profile)
    default: {
      // The XDG specification says to ignore a relative path.
      const xdg = env['XDG_DATA_HOME']
      return join(xdg?.startsWith('/') ? xdg : join(home, '.local', 'share'), 'sotto', profile)
    }
  }
}
