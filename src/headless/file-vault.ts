import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyVault } from '#engine/ports/index.ts'
import { writeFileAtomic } from '#engine/ports/node.ts'
import { fromHex, toHex } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'

const FILE = 'vault.key'
const SECRET_BYTES = 32
/** `sotto-key 1 <64 hex digits> <8 hex digits of SHA-256 over the digits>` and a line end. */
const LINE = /^sotto-key 1 ([0-9a-f]{64}) ([0-9a-f]{8})\n$/
const MAX_BYTES = 256

export interface FileVaultInit {
  /** Folder of the profile. */
  readonly dataDir: string
  /** Called when a secret is kept or found, with the path: whoever runs this must know what protects their data. */
  onUse?(path: string): void
}

/** Keeps the secret in a file that only its owner can read: what there is on a machine without a key store. */
export function fileVault({ dataDir, onUse }: FileVaultInit): KeyVault {
  const path = join(dataDir, FILE)
  return {
    kind: () => Promise.resolve('file'),
    async load() {
      const text = await readKeyFile(path)
      if (text === undefined) return undefined
      const [, digits, sum] = LINE.exec(text) ?? []
      if (digits === undefined || sum !== checksum(digits))
        throw new Fault('storage', 'The key file is damaged.')
      onUse?.(path)
      return fromHex(digits)
    },
    async store(secret) {
      if (secret.length !== SECRET_BYTES) throw new RangeError(`a secret has ${SECRET_BYTES} bytes`)
      await mkdir(dataDir, { recursive: true, mode: 0o700 })
      const digits = toHex(secret)
      const line = `sotto-key 1 ${digits} ${checksum(digits)}\n`
      // What a crash left there could have another mode or be a link to elsewhere.
      await rm(`${path}.new`, { force: true })
      await writeFileAtomic(path, Buffer.from(line)).catch(refused)
      onUse?.(path)
    },
    async clear() {
      await rm(path, { force: true })
      await rm(`${path}.new`, { force: true })
    },
  }
}

async function readKeyFile(path: string): Promise<string | undefined> {
  const stat = await lstat(path).catch(ignoreMissing)
  if (stat === undefined) return undefined
  if (!stat.isFile() || stat.size > MAX_BYTES) throw new Fault('storage', 'The key file is damaged.')
  // A backup that was restored without its modes must not stay open to others.
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) await chmod(path, 0o600)
  return await readFile(path, 'latin1').catch(refused)
}

/** Tells a torn or edited file from an intact one; it protects nothing. */
function checksum(digits: string): string {
  return createHash('sha256').update(digits).digest('hex').slice(0, 8)
}

function refused(cause: unknown): never {
  throw new Fault('storage', 'The key file cannot be read or written.', { cause })
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  return refused(error)
}
