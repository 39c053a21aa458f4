import type { Brand } from '#shared/brand.ts'

// Every kind of key has its own type, so that the compiler refuses one where another is meant.

/** Ed25519 public key, 32 bytes: signs prekeys, nothing else in version 1. */
export type IdentityPublicKey = Brand<Uint8Array, 'IdentityPublicKey'>
/** Ed25519 secret key in libsodium's form (seed and public key), 64 bytes. */
export type IdentitySecretKey = Brand<Uint8Array, 'IdentitySecretKey'>
/** X25519, 32 bytes. */
export type DhPublicKey = Brand<Uint8Array, 'DhPublicKey'>
/** X25519, 32 bytes. */
export type DhSecretKey = Brand<Uint8Array, 'DhSecretKey'>
/** X-Wing public key, 1,216 bytes: ML-KEM-768 (1,184), then X25519 (32). */
export type KemPublicKey = Brand<Uint8Array, 'KemPublicKey'>
/** X-Wing secret key, which is a 32-byte seed. */
export type KemSeed = Brand<Uint8Array, 'KemSeed'>
/** X-Wing ciphertext, 1,120 bytes. */
export type KemCiphertext = Brand<Uint8Array, 'KemCiphertext'>
/** Output of a Diffie-Hellman or KEM, 32 bytes. Only ever an input of a KDF. */
export type SharedSecret = Brand<Uint8Array, 'SharedSecret'>
/** 32-byte key and 24-byte nonce of one single encryption. */
export type OneTimeAead = Brand<Uint8Array, 'OneTimeAead'>
/** 64 bytes. */
export type RootKey = Brand<Uint8Array, 'RootKey'>
/** 32 bytes. */
export type ChainKey = Brand<Uint8Array, 'ChainKey'>
/** 32 bytes. */
export type HeaderKey = Brand<Uint8Array, 'HeaderKey'>
/** 32 bytes. */
export type MessageKey = Brand<Uint8Array, 'MessageKey'>
/** 32 bytes: proves, in a later handshake, that both sides held this session. */
export type ResumeSecret = Brand<Uint8Array, 'ResumeSecret'>

export interface DhKeyPair {
  readonly secretKey: DhSecretKey
  readonly publicKey: DhPublicKey
}
