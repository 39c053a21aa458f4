/**
 * Everything that can go wrong and that a caller is told about. The list is closed: interfaces and bots branch on
 * these codes, so a new one is an addition to the contract.
 */
export const FAULT_CODES = [
  'no-profile', // there is no profile yet: create or recover one
  'locked', // the profile is locked: unlock it first
  'wrong-passphrase',
  'wrong-words', // the recovery words are not a valid phrase
  'invalid', // a parameter is missing, malformed or out of range
  'unknown-method',
  'not-found',
  'bad-address', // not a contact address or link, damaged, or of an unknown version
  'own-address', // one's own address cannot be a contact
  'too-large',
  'rate-limited',
  'conflict', // not possible in the present state
  'in-use', // another process has this profile open
  'unreachable', // nobody answered at the address in the given time
  'storage', // the disk refused (full, read-only, damaged); nothing was changed
  'internal',
] as const

export type FaultCode = (typeof FAULT_CODES)[number]

/**
 * An error that may be shown. Its message is plain words for the person at the screen and never contains message
 * text, keys, names or addresses.
 */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode

  constructor(code: FaultCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
