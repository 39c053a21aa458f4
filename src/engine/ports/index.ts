/**
 * What a host supplies to the engine. The engine touches the operating system's clock, randomness, key store and log
 * through these alone, so that a test can supply its own and a fault can be injected in one place.
 */

/** Wall clock and timers. */
export interface Clock {
  /** Unix milliseconds. May jump in either direction. */
  now(): number
  /** Runs once after `ms` milliseconds; the result cancels it. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void
}

/** Cryptographically secure randomness. */
export interface Random {
  /** `length` fresh random bytes, 0 to 65,536. */
  bytes(length: number): Uint8Array<ArrayBuffer>
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/**
 * A log of what the program does, never of what people do. `event` is a fixed name from the source; `facts` are
 * numbers, booleans and names from closed lists. Message text, keys, identifiers, names, addresses and file names
 * are never passed.
 */
export interface Logger {
  log(level: LogLevel, event: string, facts?: Readonly<Record<string, number | boolean | string>>): void
}

/**
 * A place outside the data folder's database for one 32-byte secret: the system's key store on the desktop, a file
 * with mode 0600 for the command line.
 */
export interface KeyVault {
  /**
   * `system`: protected by the operating system's key store. `file`: protected by file permissions alone. `none`:
   * nothing here protects a secret (Linux without a secret service), so a passphrase is required.
   */
  kind(): Promise<'system' | 'file' | 'none'>
  /** The stored secret, or undefined when there is none. */
  load(): Promise<Uint8Array | undefined>
  /** Durable when it resolves. */
  store(secret: Uint8Array): Promise<void>
  clear(): Promise<void>
}

export interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly vault: KeyVault
}
