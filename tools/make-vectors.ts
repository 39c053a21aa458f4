import { mkdir, writeFile } from 'node:fs/promises'
import { loadCrypto } from '#engine/crypto/index.ts'
import { keyFileVectors, recordVectors } from './vectors/at-rest.ts'
import { encodingVectors, identityVectors } from './vectors/foundations.ts'
import { bundleVectors, handshakeVectors, ratchetVectors } from './vectors/session.ts'

/**
 * Writes docs/protocol/vectors: `node tools/make-vectors.ts`. They change only when the protocol does, so a difference
 * in them is a new version of the protocol or a mistake; test/unit/crypto/vectors.test.ts holds them to that.
 */
export const VECTORS_FOLDER = new URL('../docs/protocol/vectors/', import.meta.url)

/** What stands in each file. */
export async function makeVectors(): Promise<Record<string, unknown>> {
  await loadCrypto()
  return {
    'encoding.json': encodingVectors(),
    'identity.json': identityVectors(),
    'bundle.json': bundleVectors(),
    'handshake.json': handshakeVectors(),
    'ratchet.json': ratchetVectors(),
    'records.json': recordVectors(),
    'key-files.json': await keyFileVectors(),
  }
}

if (import.meta.main) {
  await mkdir(VECTORS_FOLDER, { recursive: true })
  for (const [name, content] of Object.entries(await makeVectors())) {
    await writeFile(new URL(name, VECTORS_FOLDER), `${JSON.stringify(content, null, 2)}\n`)
  }
}
