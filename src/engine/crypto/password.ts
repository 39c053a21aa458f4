import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expectBytes } from './sodium.ts'

export const PASSWORD_SALT_BYTES = 16
export const PASSWORD_HASH_BYTES = 32

/** Argon2id, one lane. */
export interface PasswordRequest {
  /** UTF-8 of the passphrase in NFKC. */
  readonly password: Uint8Array
  /** 16 bytes. */
  readonly salt: Uint8Array
  /** Passes. */
  readonly ops: number
  /** Bytes. */
  readonly memory: number
}

/** Gives 32 bytes. */
export type HashPassword = (request: PasswordRequest) => Promise<Uint8Array>

/**
 * Argon2id in a worker thread that lives for this one hash: it blocks for a second, and WebAssembly never gives its
 * memory back but with the thread. Rejects if the memory cannot be had.
 */
export const hashPasswordInWorker: HashPassword = async (request) => {
  expectBytes(request.salt, PASSWORD_SALT_BYTES)
  // The bundler makes the worker an entry of its own, beside the bundle that this module ends up in.
  const name = import.meta.url.endsWith('.ts') ? './password-worker.ts' : './password-worker.js'
  const worker = new Worker(new URL(name, import.meta.url), { workerData: request })
  try {
    const [hash] = (await once(worker, 'message')) as [Uint8Array]
    expectBytes(hash, PASSWORD_HASH_BYTES)
    return hash
  } finally {
    await worker.terminate()
  }
}
