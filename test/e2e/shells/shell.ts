import type { Page } from '@playwright/test'

export type ShellName = 'desktop' | 'web'

export interface LaunchOptions {
  /** Where profiles lie; give the folder of an earlier instance to come back to it. @default a new folder */
  readonly dir?: string
  /** @default 'default' */
  readonly profile?: string
  /** Given to the app by its environment, as somebody who starts it without a person at the screen would. */
  readonly passphrase?: string
  /** Multiaddrs. @default one port on loopback, the same again for the same folder and profile */
  readonly listen?: readonly string[]
}

/** The same with everything decided, as a shell gets it. */
export interface Launch {
  readonly dir: string
  readonly profile: string
  readonly passphrase: string | undefined
  readonly listen: readonly string[]
}

/** One running app with its interface open. */
export interface Instance {
  readonly page: Page
  readonly dir: string
  /** What the app has written to stderr so far. */
  log(): string
  /** Ends the app as a person would, and resolves when its process is gone. */
  close(): Promise<void>
  /** kill -9: nothing of the app gets a chance to tidy up. */
  kill(): Promise<void>
}
