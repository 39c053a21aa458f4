import { derive, fixedKdf } from './kdf.ts'
import type {
  ChainKey,
  DhPublicKey,
  HeaderKey,
  MessageKey,
  OneTimeAead,
  RootKey,
  SharedSecret,
} from './keys.ts'
import { NONCE_BYTES, TAG_BYTES, seal, tryOpen } from './sodium.ts'
import { getU32, putU32 } from './u32.ts'

export const SALT_BYTES = 16
const HEADER_BYTES = 32 + 4 + 4 + 4 + SALT_BYTES
export const ENCRYPTED_HEADER_BYTES = NONCE_BYTES + HEADER_BYTES + TAG_BYTES

const NOTHING = new Uint8Array()

export interface Header {
  readonly dhKey: DhPublicKey
  readonly previousN: number
  readonly n: number
  readonly epoch: number
  readonly salt: Uint8Array
}

/** Root key, chain key and next header key of a new chain; `pqSecret` if a post-quantum epoch begins with it. */
export function stepRoot(rootKey: RootKey, shared: SharedSecret, pqSecret: SharedSecret | undefined) {
  const step = derive(64, rootKey, 'sotto1/rk', shared, pqSecret ?? NOTHING)
  const keys = derive(64, step, 'sotto1/rk/x')
  return {
    rootKey: derive<RootKey>(64, step, 'sotto1/rk/n'),
    chainKey: keys.slice(0, 32) as ChainKey,
    nextHeaderKey: keys.slice(32) as HeaderKey,
  }
}

/** Key of the chain's present message. */
export const messageKey: (chain: ChainKey) => MessageKey = fixedKdf<MessageKey>(32, 'sotto1/mk')

/** The chain's next key, from which the present one cannot be found. */
export const nextChainKey: (chain: ChainKey) => ChainKey = fixedKdf<ChainKey>(32, 'sotto1/ck')

/**
 * Key and nonce of one body. The salt is random, so that a state that was restored from an older copy and sends again
 * under the same message key still never uses a keystream twice.
 */
export const bodyKeys: (key: MessageKey, salt: Uint8Array, ad: Uint8Array) => OneTimeAead =
  fixedKdf<OneTimeAead>(56, 'sotto1/body', SALT_BYTES, 32)

/** Writes nonce and encrypted header, 100 bytes, to the start of `frame`. */
export function writeHeader(
  frame: Uint8Array,
  header: Header,
  key: HeaderKey,
  nonce: Uint8Array,
  ad: Uint8Array,
): void {
  const plain = new Uint8Array(HEADER_BYTES)
  plain.set(header.dhKey)
  putU32(plain, 32, header.previousN)
  putU32(plain, 36, header.n)
  putU32(plain, 40, header.epoch)
  plain.set(header.salt, 44)
  frame.set(nonce)
  frame.set(seal(key, nonce, plain, ad), NONCE_BYTES)
}

/** Reads the start of a frame; undefined if this is not its key. */
export function tryReadHeader(frame: Uint8Array, key: HeaderKey, ad: Uint8Array): Header | undefined {
  const plain = tryOpen(
    key,
    frame.subarray(0, NONCE_BYTES),
    frame.subarray(NONCE_BYTES, ENCRYPTED_HEADER_BYTES),
    ad,
  )
  if (plain === undefined) return undefined
  return {
    dhKey: plain.subarray(0, 32) as DhPublicKey,
    previousN: getU32(plain, 32),
    n: getU32(plain, 36),
    epoch: getU32(plain, 40),
    salt: plain.subarray(44),
  }
}
