import { concat, readU32, u32be, utf8 } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import { type Dek, dekFromBytes } from './at-rest.ts'
import { CryptoError } from './errors.ts'
import { derive } from './kdf.ts'
import { type HashPassword, PASSWORD_HASH_BYTES, PASSWORD_SALT_BYTES } from './password.ts'
import {
  KEY_BYTES,
  NONCE_BYTES,
  type RandomSource,
  TAG_BYTES,
  draw,
  expectBytes,
  isBytes,
  sameSecret,
  seal,
  tryOpen,
} from './sodium.ts'

const MAGIC = utf8('SOTTOKEY')
const FORMAT = 1
const MODES = ['passphrase', 'vault', 'passphrase+vault'] as const

/** What opens a profile. */
export type KeyFileMode = (typeof MODES)[number]

/** Cost of Argon2id. */
export interface PasswordLimits {
  readonly ops: number
  /** Bytes. */
  readonly memory: number
}

const MIB = 1024 * 1024
export const DEFAULT_PASSWORD_LIMITS: PasswordLimits = { ops: 3, memory: 256 * MIB }
/** Below, guessing is too cheap; above, a tampered file could exhaust the machine. Checked before anything is hashed. */
const FLOOR: PasswordLimits = { ops: 2, memory: 64 * MIB }
const CEILING: PasswordLimits = { ops: 4, memory: 1024 * MIB }
const MAX_PASSPHRASE_BYTES = 1024

const SALT_AT = MAGIC.length + 2 + 4 + 4
const KCV_AT = SALT_AT + PASSWORD_SALT_BYTES
const NONCE_AT = KCV_AT + KEY_BYTES
const SEALED_AT = NONCE_AT + NONCE_BYTES
export const KEY_FILE_BYTES = SEALED_AT + KEY_BYTES + TAG_BYTES

export interface SealDek {
  readonly dek: Dek
  readonly mode: KeyFileMode
  readonly passphrase?: string
  /** 32 bytes from the host's KeyVault. */
  readonly vaultSecret?: Uint8Array
  /** @default 3 passes over 256 MiB */
  readonly limits?: PasswordLimits
}

export interface KeyFileSecrets {
  readonly passphrase?: string
  readonly vaultSecret?: Uint8Array
}

interface KeyFile {
  readonly mode: KeyFileMode
  readonly limits: PasswordLimits
  readonly salt: Uint8Array
  readonly header: Uint8Array
}

/** The file that holds the database key under what the person knows and what the machine keeps. */
export async function sealDek(
  init: SealDek,
  random: RandomSource,
  hashPassword: HashPassword,
): Promise<Uint8Array> {
  const limits = init.limits ?? DEFAULT_PASSWORD_LIMITS
  if (!isWithin(limits)) throw new RangeError('limits of the password hash')
  const salt = draw(random, PASSWORD_SALT_BYTES)
  const modes = Uint8Array.of(FORMAT, MODES.indexOf(init.mode))
  const header = concat(MAGIC, modes, u32be(limits.ops), u32be(limits.memory), salt)
  const keys = await wrappingKeys({ mode: init.mode, limits, salt, header }, init, hashPassword)
  const nonce = draw(random, NONCE_BYTES)
  return concat(header, keys.check, nonce, seal(keys.seal, nonce, init.dek, header))
}

/**
 * Throws `Fault('wrong-passphrase')` if a passphrase is part of the mode and something is wrong with what was given,
 * and `CryptoError('key-file')` if the file is damaged or the vault's secret is missing or another one.
 */
export async function openDek(
  file: Uint8Array,
  secrets: KeyFileSecrets,
  hashPassword: HashPassword,
): Promise<Dek> {
  const parsed = parse(file)
  const keys = await wrappingKeys(parsed, secrets, hashPassword)
  if (!sameSecret(keys.check, file.subarray(KCV_AT, NONCE_AT))) throw wrong(parsed.mode)
  const nonce = file.subarray(NONCE_AT, SEALED_AT)
  const dek = tryOpen(keys.seal, nonce, file.subarray(SEALED_AT), parsed.header)
  if (dek === undefined) throw new CryptoError('key-file')
  return dekFromBytes(dek)
}

/** What `openDek` will need. Throws `CryptoError('key-file')`. */
export function readKeyFileMode(file: Uint8Array): KeyFileMode {
  return parse(file).mode
}

function parse(file: Uint8Array): KeyFile {
  if (!isBytes(file) || file.length !== KEY_FILE_BYTES) throw new CryptoError('key-file')
  if (MAGIC.some((byte, i) => file[i] !== byte) || file[MAGIC.length] !== FORMAT)
    throw new CryptoError('key-file')
  const mode = MODES[file[MAGIC.length + 1] ?? MODES.length]
  const limits = { ops: readU32(file, MAGIC.length + 2), memory: readU32(file, MAGIC.length + 6) }
  if (mode === undefined || !isWithin(limits)) throw new CryptoError('key-file')
  return { mode, limits, salt: file.slice(SALT_AT, KCV_AT), header: file.slice(0, KCV_AT) }
}

function isWithin({ ops, memory }: PasswordLimits): boolean {
  if (!Number.isInteger(ops) || ops < FLOOR.ops || ops > CEILING.ops) return false
  return Number.isInteger(memory) && memory >= FLOOR.memory && memory <= CEILING.memory
}

async function wrappingKeys(file: KeyFile, secrets: KeyFileSecrets, hashPassword: HashPassword) {
  const { mode } = file
  const vaultSecret = mode === 'passphrase' ? undefined : secrets.vaultSecret
  if (mode !== 'passphrase' && vaultSecret === undefined) throw new CryptoError('key-file')
  if (vaultSecret !== undefined) expectBytes(vaultSecret, KEY_BYTES)
  const nothing = new Uint8Array()
  const known = mode === 'vault' ? undefined : await hashed(file, secrets.passphrase, hashPassword)
  // With one secret that is the key; with two, the vault's goes in as input beside the passphrase's.
  const key = known ?? vaultSecret ?? nothing
  const beside = known === undefined ? nothing : (vaultSecret ?? nothing)
  const wrapping = derive(64, key, 'sotto1/kek', beside, Uint8Array.of(MODES.indexOf(mode)))
  // One half encrypts, the other commits: XChaCha20-Poly1305 alone would open under more than one key.
  return { seal: wrapping.slice(0, KEY_BYTES), check: derive(32, wrapping.slice(KEY_BYTES), 'sotto1/kcv') }
}

async function hashed(
  { mode, limits, salt }: KeyFile,
  passphrase: string | undefined,
  hashPassword: HashPassword,
): Promise<Uint8Array> {
  const password = utf8((passphrase ?? '').normalize('NFKC'))
  if (password.length === 0 || password.length > MAX_PASSPHRASE_BYTES) throw wrong(mode)
  const hash = await hashPassword({ password, salt, ops: limits.ops, memory: limits.memory })
  expectBytes(hash, PASSWORD_HASH_BYTES)
  return hash
}

function wrong(mode: KeyFileMode): Error {
  return mode === 'vault'
    ? new CryptoError('key-file')
    : new Fault('wrong-passphrase', 'This passphrase does not open the profile.')
}
