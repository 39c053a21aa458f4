import { parentPort, workerData } from 'node:worker_threads'
import sodium from 'libsodium-wrappers-sumo'
import type { PasswordRequest } from './password.ts'

// The whole life of a worker thread: one request comes with its start, one hash goes back.
const { password, salt, ops, memory } = workerData as PasswordRequest
await sodium.ready
const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13
const hash = sodium.crypto_pwhash(32, password, salt, ops, memory, algorithm)
parentPort?.postMessage(hash, [])
