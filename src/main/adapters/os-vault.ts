import { readFile, rm, stat } from 'node:fs/promises'
import type { SafeStorage } from 'electron'
import type { KeyVault } from '#engine/ports/index.ts'
import { writeFileAtomic } from '#engine/ports/node.ts'
import { Fault } from '#shared/fault.ts'

export interface OsVaultComponents {
  readonly safeStorage: Pick<
    SafeStorage,
    'decryptStringAsync' | 'encryptStringAsync' | 'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable'
  >
}

export interface OsVaultInit {
  /** The file that holds the sealed secret. */
  readonly file: string
  /** @default process.platform */
  readonly platform?: NodeJS.Platform
}

/** A sealed 32-byte secret takes about 100 bytes; anything much larger was not written here. */
const MAX_SEALED_BYTES = 4096

/**
 * A secret that the operating system's key store seals: Keychain, DPAPI, or a secret service on Linux. The sealed form
 * lies in a file next to the data.
 */
export class OsVault implements KeyVault {
  readonly #safeStorage: OsVaultComponents['safeStorage']
  readonly #file: string
  readonly #platform: NodeJS.Platform

  constructor(components: OsVaultComponents, init: OsVaultInit) {
    this.#safeStorage = components.safeStorage
    this.#file = init.file
    this.#platform = init.platform ?? process.platform
  }

  async kind(): Promise<'system' | 'none'> {
    // Without a secret service Chromium seals with a key that is in its source: that protects nothing.
    const backend = this.#platform === 'linux' ? this.#safeStorage.getSelectedStorageBackend() : undefined
    if (backend === 'basic_text' || backend === 'unknown') return 'none'
    return (await this.#safeStorage.isAsyncEncryptionAvailable()) ? 'system' : 'none'
  }

  async load(): Promise<Uint8Array | undefined> {
    const sealed = await this.#read()
    if (!sealed) return undefined
    const { result, shouldReEncrypt } = await this.#safeStorage.decryptStringAsync(sealed).catch((cause) => {
      throw new Fault('storage', 'The key store of this computer did not open the key of this profile.', {
        cause,
      })
    })
    const secret = new Uint8Array(Buffer.from(result, 'base64'))
    if (shouldReEncrypt) await this.store(secret)
    return secret
  }

  async store(secret: Uint8Array): Promise<void> {
    if ((await this.kind()) === 'none') {
      throw new Fault('conflict', 'This computer has no key store: choose a passphrase.')
    }
    const sealed = await this.#safeStorage.encryptStringAsync(Buffer.from(secret).toString('base64'))
    await writeFileAtomic(this.#file, sealed)
  }

  async clear(): Promise<void> {
    await rm(this.#file, { force: true })
  }

  async #read(): Promise<Buffer | undefined> {
    const size = await stat(this.#file).then(
      (found) => found.size,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      },
    )
    if (size === undefined) return undefined
    if (size > MAX_SEALED_BYTES) throw new Fault('storage', 'The key of this profile is damaged.')
    return readFile(this.#file)
  }
}
