/** What was refused. Never why: the reason could tell an attacker which check stopped him. */
export type CryptoSubject =
  | 'self-test'
  | 'identity'
  | 'bundle'
  | 'handshake'
  | 'session'
  | 'record'
  | 'key-file'

/** Untrusted or damaged bytes were refused. The same error for every cause, so that it can serve as no oracle. */
export class CryptoError extends Error {
  override readonly name: string = 'CryptoError'
  readonly subject: CryptoSubject

  constructor(subject: CryptoSubject) {
    super(`refused: ${subject}`)
    this.subject = subject
  }
}

/**
 * - `malformed`: wrong length, or authentic header with a body, key or counter that does not fit it
 * - `no-key`: no chain of this session has a header key for it: another session, too old, or junk
 * - `duplicate`: decrypted before, or given up as too old
 * - `too-many-skipped`: more messages are missing than are kept room for; the session is stuck
 * - `epoch`: a chain that claims a post-quantum epoch which cannot be
 */
export type RatchetReason = 'malformed' | 'no-key' | 'duplicate' | 'too-many-skipped' | 'epoch'

/** A frame was refused and the session is as it was. The reason stays inside: nothing of it goes on the wire. */
export class RatchetError extends CryptoError {
  override readonly name = 'RatchetError'
  readonly reason: RatchetReason

  constructor(reason: RatchetReason) {
    super('session')
    this.reason = reason
  }
}
