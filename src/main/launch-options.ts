import type { EngineInit } from '#engine/index.ts'

export interface LaunchOptions {
  /** Where profiles lie. @default Electron's userData folder */
  readonly userData?: string
  /** What the developer or the test that started this app asks of the engine. */
  readonly engine: Pick<EngineInit, 'listen' | 'mdns' | 'passphrase'>
}

/**
 * What the environment says, for development and tests: SOTTO_USER_DATA (folder), SOTTO_LISTEN (multiaddrs, comma
 * between them), SOTTO_NO_MDNS=1, SOTTO_PASSPHRASE. An installed app listens to none of it, so that nothing in a
 * person's environment can move their data or change whom they talk to. The passphrase is taken out of the environment
 * in any case, so that no process started later inherits it.
 */
export function readLaunchOptions(env: NodeJS.ProcessEnv, isPackaged: boolean): LaunchOptions {
  const { SOTTO_USER_DATA, SOTTO_LISTEN, SOTTO_NO_MDNS, SOTTO_PASSPHRASE } = env
  delete env['SOTTO_PASSPHRASE']
  if (isPackaged) return { engine: {} }
  return {
    ...(SOTTO_USER_DATA && { userData: SOTTO_USER_DATA }),
    engine: {
      ...(SOTTO_LISTEN && { listen: SOTTO_LISTEN.split(',') }),
      ...(SOTTO_NO_MDNS === '1' && { mdns: false }),
      ...(SOTTO_PASSPHRASE && { passphrase: SOTTO_PASSPHRASE }),
    },
  }
}
