import { u32be } from '#shared/bytes.ts'
import { describe, expect, test } from 'vitest'
import {
  CryptoError,
  type HashPassword,
  KEY_FILE_BYTES,
  type KeyFileMode,
  createDek,
  hashPasswordInWorker,
  loadCrypto,
  openDek,
  readKeyFileMode,
  sealDek,
} from '#engine/crypto/index.ts'
import { keyedBlake2b } from '#engine/crypto/sodium.ts'
import { bytes, flipped, seeded } from './kit.ts'

await loadCrypto()

const MIB = 1024 * 1024
const SMALLEST = { ops: 2, memory: 64 * MIB }
const vaultSecret = new Uint8Array(32).fill(8)
const passphrase = 'correct horse'
const dek = createDek(seeded('dek'))

/** Stands in for Argon2id where its slowness is not what is tested; counts its calls. */
function fastHash() {
  const calls: { ops: number; memory: number }[] = []
  const hash: HashPassword = async ({ password, salt, ops, memory }) => {
    calls.push({ ops, memory })
    const message = Uint8Array.from([...salt, ops, ...u32be(memory), ...password])
    return keyedBlake2b(32, new Uint8Array(32), message)
  }
  return { hash, calls }
}

function sealed(mode: KeyFileMode, hash = fastHash().hash): Promise<Uint8Array> {
  return sealDek({ dek, mode, passphrase, vaultSecret, limits: SMALLEST }, seeded(`file ${mode}`), hash)
}

const wrongPassphrase = expect.objectContaining({ name: 'Fault', code: 'wrong-passphrase' })
const damaged = expect.objectContaining({ name: 'CryptoError', subject: 'key-file' })
const MODES: KeyFileMode[] = ['passphrase', 'vault', 'passphrase+vault']

describe('key file', () => {
  test.each(MODES)('round trip in mode %s', async (mode) => {
    const { hash, calls } = fastHash()
    const file = await sealed(mode, hash)
    expect(file).toHaveLength(KEY_FILE_BYTES)
    expect(readKeyFileMode(file)).toBe(mode)
    expect(Array.from(await openDek(file, { passphrase, vaultSecret }, hash))).toEqual(Array.from(dek))
    expect(calls).toHaveLength(mode === 'vault' ? 0 : 2)
  })

  test('S1 a wrong or missing passphrase, a wrong or missing vault secret, both', async () => {
    const { hash } = fastHash()
    const other = new Uint8Array(32).fill(9)
    const both = await sealed('passphrase+vault')
    await expect(openDek(both, { passphrase: 'wrong', vaultSecret }, hash)).rejects.toThrow(wrongPassphrase)
    await expect(openDek(both, { passphrase, vaultSecret: other }, hash)).rejects.toThrow(wrongPassphrase)
    await expect(openDek(both, { vaultSecret }, hash)).rejects.toThrow(wrongPassphrase)
    await expect(openDek(both, { passphrase }, hash)).rejects.toThrow(damaged)
    const one = await sealed('passphrase')
    for (const wrong of ['', 'Correct horse', 'correct horse ', 'x'.repeat(100_000)]) {
      await expect(openDek(one, { passphrase: wrong }, hash)).rejects.toThrow(wrongPassphrase)
    }
    const vault = await sealed('vault')
    await expect(openDek(vault, { vaultSecret: other }, hash)).rejects.toThrow(damaged)
    await expect(openDek(vault, {}, hash)).rejects.toThrow(damaged)
  })

  test('the passphrase may be composed in either way', async () => {
    const { hash } = fastHash()
    const file = await sealDek(
      { dek, mode: 'passphrase', passphrase: 'é', limits: SMALLEST },
      seeded('nfc'),
      hash,
    )
    await openDek(file, { passphrase: 'e\u0301' }, hash)
  })

  test.each(MODES)('S2 every changed byte is refused in mode %s', async (mode) => {
    const { hash } = fastHash()
    const file = await sealed(mode)
    for (let i = 0; i < file.length; i++) {
      await expect(openDek(flipped(file, i), { passphrase, vaultSecret }, hash)).rejects.toThrow(
        expect.objectContaining({ name: expect.stringMatching(/^(CryptoError|Fault)$/) }),
      )
    }
    for (const length of [0, 8, 33, KEY_FILE_BYTES - 1]) {
      await expect(openDek(file.subarray(0, length), { passphrase, vaultSecret }, hash)).rejects.toThrow(
        damaged,
      )
    }
    await expect(openDek(Uint8Array.of(...file, 0), { passphrase, vaultSecret }, hash)).rejects.toThrow(
      damaged,
    )
  })

  test('S2 costs below the floor or above the ceiling are refused before anything is hashed', async () => {
    const { hash, calls } = fastHash()
    const file = await sealed('passphrase')
    const cases = [
      [1, 64 * MIB],
      [5, 64 * MIB],
      [2 ** 31, 64 * MIB],
      [2, 64 * MIB - 1],
      [2, 8192],
      [2, 1024 * MIB + 1],
      [2, 4096 * MIB - 1],
      [0, 0],
    ] as const
    for (const [ops, memory] of cases) {
      const tampered = new Uint8Array(file)
      tampered.set([...u32be(ops), ...u32be(memory)], 10)
      await expect(openDek(tampered, { passphrase }, hash)).rejects.toThrow(damaged)
      expect(() => readKeyFileMode(tampered)).toThrow(CryptoError)
      const limits = { ops, memory }
      await expect(
        sealDek({ dek, mode: 'passphrase', passphrase, limits }, seeded('x'), hash),
      ).rejects.toThrow(RangeError)
    }
    expect(calls).toEqual([])
  })

  test('the default is three passes over 256 MiB', async () => {
    const { hash, calls } = fastHash()
    await sealDek({ dek, mode: 'passphrase', passphrase }, seeded('default'), hash)
    expect(calls).toEqual([{ ops: 3, memory: 256 * MIB }])
  })

  test('Argon2id runs in a worker that ends, and gives what others give', async () => {
    const request = { password: bytes('password'), salt: bytes('somesalt01234567'), ...SMALLEST }
    const hash = await hashPasswordInWorker(request)
    const { argon2Sync } = await import('node:crypto')
    const parameters = {
      message: request.password,
      nonce: request.salt,
      parallelism: 1,
      tagLength: 32,
      passes: 2,
    }
    expect(Buffer.from(hash)).toEqual(argon2Sync('argon2id', { ...parameters, memory: 64 * 1024 }))
    const file = await sealed('passphrase+vault', hashPasswordInWorker)
    const opened = await openDek(file, { passphrase, vaultSecret }, hashPasswordInWorker)
    expect(Array.from(opened)).toEqual(Array.from(dek))
  })

  test('a hash that cannot be made is an error, not a hang', async () => {
    const request = { password: bytes('x'), salt: new Uint8Array(16), ops: 2, memory: 3 * 1024 * MIB }
    await expect(hashPasswordInWorker(request)).rejects.toThrow()
  })
})
