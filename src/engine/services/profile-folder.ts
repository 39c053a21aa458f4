import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Fault } from '#shared/fault.ts'
import { writeFileAtomic } from '#engine/ports/node.ts'

/** Larger than any key file; a longer file is not one. */
const MAX_KEY_FILE_BYTES = 4_096

/**
 * The folder of one profile: `profile.key` (the wrapped key of the database) and `db` (the database). The profile
 * exists when its key file does, which is written last.
 */
export class ProfileFolder {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  get database(): string {
    return join(this.#path, 'db')
  }

  async prepare(): Promise<void> {
    await makeFolder(this.#path).catch(refused)
  }

  async readKeyFile(): Promise<Uint8Array | undefined> {
    try {
      const { size } = await stat(this.#keyFile)
      if (size > MAX_KEY_FILE_BYTES) throw new Fault('storage', 'The key file of this profile is damaged.')
      return new Uint8Array(await readFile(this.#keyFile))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      if (error instanceof Fault) throw error
      return refused(error)
    }
  }

  async writeKeyFile(content: Uint8Array): Promise<void> {
    await writeFileAtomic(this.#keyFile, content).catch(refused)
  }

  /** Removes what a creation that was interrupted has left; only ever called while there is no key file. */
  async discardDatabase(): Promise<void> {
    await rm(this.database, { recursive: true, force: true }).catch(refused)
  }

  get #keyFile(): string {
    return join(this.#path, 'profile.key')
  }
}

/**
 * Each missing folder on the way, for its owner alone. Not `mkdir` with `recursive`: where a file system says that a
 * folder below an existing one is not found (/proc does), Node tries for ever.
 */
async function makeFolder(path: string): Promise<void> {
  const make = () => mkdir(path, { mode: 0o700 })
  try {
    await make()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await make()
  }
}

function refused(cause: unknown): never {
  throw new Fault('storage', 'The folder of this profile cannot be read or written.', { cause })
}
