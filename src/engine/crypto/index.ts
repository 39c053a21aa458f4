export { loadCrypto } from './self-test.ts'
export { CryptoError, type CryptoSubject, RatchetError, type RatchetReason } from './errors.ts'
export type { RandomSource } from './sodium.ts'
export type * from './keys.ts'

export {
  IDENTITY_BLOCK_BYTES,
  Identity,
  type PublicIdentity,
  type Root,
  contactIdOf,
  deriveIdentity,
  newRoot,
  parseIdentityBlock,
  rootFromBytes,
} from './identity.ts'
export { RECOVERY_WORDS, rootToWords, wordsToRoot } from './words.ts'
export {
  type AddressParts,
  type DecodedAddress,
  MAX_LINK_HINTS,
  MAX_LINK_LENGTH,
  decodeAddress,
  encodeAddress,
  encodeLink,
} from './address.ts'
export { safetyNumber } from './safety-number.ts'

export {
  ONE_TIME_PREKEY_MS,
  PREKEY_KEEP_MS,
  PROTOCOL_VERSION,
  PUBLISHED_PREKEY_MS,
  PrekeySecret,
} from './prekey.ts'
export {
  type BundleExpectations,
  type CreatedPrekey,
  MAX_BUNDLE_LENGTH,
  type PrekeyInit,
  type VerifiedBundle,
  createPrekey,
  verifyBundle,
} from './bundle.ts'
export {
  type Initiation,
  type PreSharedKey,
  type Responded,
  type Response,
  initiate,
  respond,
} from './handshake.ts'
export { INIT_BYTES, type InitHeader, MAX_FIRST_PAYLOAD, initHash, readInitHeader } from './init-layout.ts'

export type { SessionState } from './session-state.ts'
export { MAX_SESSION_BYTES, decodeSession, encodeSession } from './session-codec.ts'
export {
  type DecryptOptions,
  type Decrypted,
  type EncryptOptions,
  PreparedStep,
  decrypt,
  encrypt,
  prepareSend,
} from './ratchet.ts'
export { type KeptKeyChanges, type KeptKeyLookup, MAX_KEPT_KEYS, MAX_SKIP } from './kept-keys.ts'
export { BUCKETS, LARGEST_BUCKET, MAX_PAYLOAD } from './padding.ts'
export { findResumeSecret, resumeKey } from './resume.ts'

export { type Dek, RecordCipher, createDek, createRecordCipher, dekFromBytes } from './at-rest.ts'
export {
  DEFAULT_PASSWORD_LIMITS,
  KEY_FILE_BYTES,
  type KeyFileMode,
  type KeyFileSecrets,
  type PasswordLimits,
  type SealDek,
  openDek,
  readKeyFileMode,
  sealDek,
} from './key-file.ts'
export { type HashPassword, type PasswordRequest, hashPasswordInWorker } from './password.ts'
