import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deriveIdentity, loadCrypto, wordsToRoot } from '#engine/crypto/index.ts'

/** Something that must not be found, by a name that may be printed. */
export interface Canary {
  readonly name: string
  readonly bytes: Buffer
}

/** A text as it could lie around: UTF-8 and UTF-16. */
export function textCanaries(name: string, text: string): Canary[] {
  return [
    { name: `${name}, UTF-8`, bytes: Buffer.from(text, 'utf8') },
    { name: `${name}, UTF-16`, bytes: Buffer.from(text, 'utf16le') },
  ]
}

function byteCanaries(name: string, bytes: Uint8Array): Canary[] {
  const buffer = Buffer.from(bytes)
  return [
    { name, bytes: buffer },
    { name: `${name}, hex`, bytes: Buffer.from(buffer.toString('hex')) },
    { name: `${name}, base64`, bytes: Buffer.from(buffer.toString('base64').slice(0, 40)) },
  ]
}

/** Everything that follows from somebody's words: the words, the root, each long-term key, the commitment. */
export async function identityCanaries(name: string, words: readonly string[]): Promise<Canary[]> {
  await loadCrypto()
  const root = wordsToRoot(words)
  const identity = deriveIdentity(root)
  return [
    ...textCanaries(`${name}'s words`, words.slice(0, 6).join(' ')),
    ...byteCanaries(`${name}'s root`, root),
    ...byteCanaries(`${name}'s commitment`, identity.id),
    ...byteCanaries(`${name}'s signing key`, identity.signSecret.subarray(0, 32)),
    ...byteCanaries(`${name}'s public signing key`, identity.signKey),
    ...byteCanaries(`${name}'s X25519 key`, identity.dhPair.secretKey),
    ...byteCanaries(`${name}'s public X25519 key`, identity.dhKey),
    ...byteCanaries(`${name}'s X-Wing seed`, identity.kemSeed),
    ...byteCanaries(`${name}'s public X-Wing key`, identity.kemKey.subarray(0, 32)),
  ]
}

/** Names of the canaries that are in there. */
export function found(canaries: readonly Canary[], haystack: Buffer): string[] {
  return canaries.filter(({ bytes }) => haystack.includes(bytes)).map(({ name }) => name)
}

/** Every file below a folder, with its path in front, as one heap of bytes. */
export async function heapOf(folder: string): Promise<Buffer> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const heap: Buffer[] = []
  for (const file of files.filter((entry) => entry.isFile())) {
    heap.push(Buffer.from(file.name), await readFile(join(file.parentPath, file.name)))
  }
  return Buffer.concat(heap)
}
