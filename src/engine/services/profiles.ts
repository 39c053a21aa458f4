import { toHex } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import type { InstallationId } from '#shared/ids.ts'
import {
  CryptoError,
  createDek,
  hashPasswordInWorker,
  loadCrypto,
  newRoot,
  openDek,
  readKeyFileMode,
  rootToWords,
  sealDek,
  wordsToRoot,
  type Dek,
  type Root,
} from '#engine/crypto/index.ts'
import type { Clock, KeyVault, Logger, Random } from '#engine/ports/index.ts'
import type { ProfileRecord } from '#engine/wire/records.ts'
import type { ProfileFolder } from './profile-folder.ts'

export type ProfileState = 'none' | 'locked' | 'ready'

/** Everything that lives while a profile is unlocked. */
export interface Unlocked {
  stop(): Promise<void>
}

export interface ProfilesComponents<W extends Unlocked> {
  readonly folder: ProfileFolder
  readonly vault: KeyVault
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Opens the database with its key; `fresh` is stored in it first when the profile is new. */
  readonly open: (dek: Dek, fresh: ProfileRecord | undefined, onStorageFailure: () => void) => Promise<W>
}

export interface NewProfile {
  readonly displayName: string
  readonly passphrase?: string | undefined
}

/** After the disk refused something, before the profile is opened from it again. */
const REOPEN_MS = 2_000

/** Creates, unlocks and locks the profile of one folder. */
export class Profiles<W extends Unlocked> {
  readonly #c: ProfilesComponents<W>
  /** From whoever started the host. */
  readonly #passphrase: string | undefined
  #state: ProfileState = 'none'
  #workspace: W | undefined
  /** Kept while unlocked, to open the database again after the disk has refused something. */
  #dek: Dek | undefined
  /** Opening, creating and locking happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve()
  #cancelReopen: (() => void) | undefined
  #stopped = false

  constructor(components: ProfilesComponents<W>, passphrase: string | undefined) {
    this.#c = components
    this.#passphrase = passphrase
  }

  get state(): ProfileState {
    return this.#state
  }

  /** Opens the profile if nobody needs to be asked for a passphrase. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      this.#stopped = false
      await this.#c.folder.prepare()
      const keyFile = await this.#c.folder.readKeyFile()
      this.#state = keyFile ? 'locked' : 'none'
      if (!keyFile) return
      const needsPassphrase = readKeyFileMode(keyFile) !== 'vault'
      if (!needsPassphrase || this.#passphrase !== undefined) await this.#open(keyFile, this.#passphrase)
    })
  }

  stop(): Promise<void> {
    this.#stopped = true
    this.#cancelReopen?.()
    return this.#inTurn(() => this.#close())
  }

  /** The unlocked profile; throws why there is none. */
  workspace(): W {
    if (this.#workspace) return this.#workspace
    if (this.#state === 'none') throw new Fault('no-profile', 'There is no profile yet.')
    if (this.#state === 'locked') throw new Fault('locked', 'The profile is locked.')
    throw new Fault('storage', 'The disk refused to store something. Sotto tries again.')
  }

  async policy(): Promise<{
    passphrase: 'recommended' | 'required' | 'fixed'
    keyStore: 'system' | 'file' | 'none'
  }> {
    const keyStore = await this.#c.vault.kind()
    if (this.#passphrase !== undefined) return { passphrase: 'fixed', keyStore }
    return { passphrase: keyStore === 'none' ? 'required' : 'recommended', keyStore }
  }

  async create(profile: NewProfile): Promise<string[]> {
    await loadCrypto()
    const root = newRoot(this.#randomBytes)
    await this.#make(root, profile)
    return rootToWords(root)
  }

  async recover(words: readonly string[], profile: NewProfile): Promise<void> {
    await loadCrypto()
    await this.#make(wordsToRoot(words), profile)
  }

  unlock(passphrase: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state === 'ready') return
      const keyFile = await this.#c.folder.readKeyFile()
      if (!keyFile) throw new Fault('no-profile', 'There is no profile yet.')
      await this.#open(keyFile, passphrase)
    })
  }

  lock(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state === 'none') throw new Fault('no-profile', 'There is no profile yet.')
      const keyFile = await this.#c.folder.readKeyFile()
      if (keyFile && readKeyFileMode(keyFile) === 'vault') {
        throw new Fault('conflict', 'This profile has no passphrase, so it cannot be locked.')
      }
      try {
        await this.#close()
      } finally {
        this.#state = 'locked'
      }
    })
  }

  readonly #randomBytes = (length: number) => this.#c.random.bytes(length)

  #make(root: Root, { displayName, passphrase }: NewProfile): Promise<void> {
    return this.#inTurn(async () => {
      const { folder, clock, random } = this.#c
      if (await folder.readKeyFile())
        throw new Fault(
          'conflict',
          'There is a profile here already; another program may have made it a moment ago. Restart this one to open it.',
        )
      const dek = createDek(this.#randomBytes)
      const keyFile = await this.#wrap(dek, passphrase ?? this.#passphrase)
      await folder.discardDatabase()
      const fresh: ProfileRecord = {
        root: Uint8Array.from(root),
        displayName,
        installationId: toHex(random.bytes(16)) as InstallationId,
        peerKey: random.bytes(32),
        ports: [this.#choosePort()],
        createdAt: clock.now(),
      }
      const workspace = await this.#c.open(dek, fresh, this.#onStorageFailure)
      try {
        await folder.writeKeyFile(keyFile)
      } catch (error) {
        await workspace.stop()
        throw error
      }
      this.#opened(workspace, dek)
    })
  }

  /** One of the dynamic ports (RFC 6335), so that addresses which others know stay good over a restart. */
  #choosePort(): number {
    const [high = 0, low = 0] = this.#c.random.bytes(2)
    return 49_152 + (((high << 8) | low) % 16_384)
  }

  /** By the passphrase, by a secret in the system's key store, or by both. */
  async #wrap(dek: Dek, passphrase: string | undefined): Promise<Uint8Array> {
    const { vault, random } = this.#c
    const kind = await vault.kind()
    if (passphrase === undefined && kind === 'none') {
      throw new Fault('invalid', 'This computer has no key store, so a passphrase is needed.')
    }
    const withVault = kind === 'system' || passphrase === undefined
    const vaultSecret = withVault ? random.bytes(32) : undefined
    if (vaultSecret) await vault.store(vaultSecret)
    const mode = passphrase === undefined ? 'vault' : withVault ? 'passphrase+vault' : 'passphrase'
    const secrets = { ...(passphrase !== undefined && { passphrase }), ...(vaultSecret && { vaultSecret }) }
    return sealDek({ dek, mode, ...secrets }, this.#randomBytes, hashPasswordInWorker)
  }

  async #open(keyFile: Uint8Array, passphrase: string | undefined): Promise<void> {
    await loadCrypto()
    const mode = readKeyFileMode(keyFile)
    const vaultSecret = mode === 'passphrase' ? undefined : await this.#c.vault.load()
    if (mode !== 'passphrase' && !vaultSecret) {
      throw new Fault('storage', 'The key of this profile is missing from the key store.')
    }
    const secrets = { ...(passphrase !== undefined && { passphrase }), ...(vaultSecret && { vaultSecret }) }
    const dek = await openDek(keyFile, secrets, hashPasswordInWorker).catch((error: unknown) => {
      if (!(error instanceof CryptoError)) throw error
      throw new Fault('storage', 'The key file of this profile is damaged.', { cause: error })
    })
    this.#opened(await this.#c.open(dek, undefined, this.#onStorageFailure), dek)
  }

  #opened(workspace: W, dek: Dek): void {
    this.#dek = dek
    this.#workspace = workspace
    this.#state = 'ready'
  }

  async #close(): Promise<void> {
    const workspace = this.#workspace
    this.#workspace = undefined
    this.#dek = undefined
    await workspace?.stop()
  }

  /** What is in memory is ahead of the disk: only a fresh start from the disk is safe. */
  readonly #onStorageFailure = (): void => {
    this.#c.logger.log('error', 'storage-failed')
    void this.#inTurn(async () => {
      const dek = this.#dek
      await this.#close().catch(() => undefined)
      if (dek) this.#reopenLater(dek)
    })
  }

  #reopenLater(dek: Dek): void {
    if (this.#stopped) return
    this.#cancelReopen = this.#c.clock.after(REOPEN_MS, () => {
      void this.#inTurn(async () => {
        if (this.#stopped || this.#state !== 'ready' || this.#workspace) return
        try {
          this.#opened(await this.#c.open(dek, undefined, this.#onStorageFailure), dek)
        } catch {
          this.#reopenLater(dek)
        }
      })
    })
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(run)
    this.#turn = result.catch(() => undefined)
    return result
  }
}
