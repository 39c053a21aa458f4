import { open } from 'node:fs/promises'
import { HostError } from './host-error.ts'

const VARIABLE = 'SOTTO_PASSPHRASE'
/** The contract's limit of 1,024 characters, in UTF-8, and a line end. */
const MAX_BYTES = 4096 + 2

export interface PassphraseSource {
  readonly env: Record<string, string | undefined>
  readonly file?: string
  warn(line: string): void
}

/**
 * The passphrase that whoever starts the host has given, or undefined for none. It is taken out of the environment,
 * so that no process started later inherits it. An empty one is refused: it is a mistake in a script, and taking it
 * for "none" would leave the profile without the protection that was asked for.
 */
export async function readPassphrase(source: PassphraseSource): Promise<string | undefined> {
  const fromEnv = source.env[VARIABLE]
  delete source.env[VARIABLE]
  const passphrase = source.file === undefined ? fromEnv : await fromFile(source.file, source.warn)
  if (passphrase === undefined) return undefined
  const where = source.file === undefined ? VARIABLE : 'the passphrase file'
  if (passphrase === '') throw new HostError(`${where} is empty`)
  if (passphrase.length > 1024) throw new HostError(`the passphrase in ${where} is over 1,024 characters`)
  return passphrase
}

async function fromFile(path: string, warn: (line: string) => void): Promise<string> {
  const { bytes, mode } = await readBounded(path)
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    warn('others on this machine can read the passphrase file: chmod 600 it')
  }
  if (bytes.length > MAX_BYTES) throw new HostError('the passphrase file is too large to be one')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new HostError('the passphrase file is not UTF-8 text', { cause })
  }
}

/** Reads no more than needed to see that it is too much: the path may name a device. */
async function readBounded(path: string): Promise<{ bytes: Uint8Array; mode: number }> {
  try {
    await using file = await open(path, 'r')
    const buffer = new Uint8Array(MAX_BYTES + 1)
    let length = 0
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return { bytes: buffer.subarray(0, length), mode: (await file.stat()).mode }
  } catch (cause) {
    throw new HostError('the passphrase file cannot be read', { cause })
  }
}
