import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const BYTES = 32
const MAX_FAILURES = 10
const FAILURE_WINDOW_MS = 60_000

export type TokenCheck = 'right' | 'wrong' | 'limited'

export interface Credentials {
  /** Printed once at the start; whoever has it has the messenger. */
  readonly token: string
  /** Compares in constant time. The right one is always right; beyond ten wrong ones a minute they are `limited`. */
  checkToken(given: string): TokenCheck
}

/**
 * The token of one start of the web host; it does not outlive the process. There is no session beside it, and no cookie
 * in particular: a browser sends the cookies of 127.0.0.1 to every port of it, so to every other server there.
 */
export function createCredentials(now: () => number): Credentials {
  const token = randomBytes(BYTES).toString('base64url')
  const tokenDigest = digest(token)
  let failures = 0
  let windowEnd = 0
  return {
    token,
    checkToken(given) {
      // First of all: whoever has the token must not be locked out by the guesses of somebody else.
      if (timingSafeEqual(digest(given), tokenDigest)) return 'right'
      if (now() >= windowEnd || windowEnd - now() > FAILURE_WINDOW_MS) failures = 0
      if (failures >= MAX_FAILURES) return 'limited'
      if (failures === 0) windowEnd = now() + FAILURE_WINDOW_MS
      failures += 1
      return 'wrong'
    },
  }
}

/** Of any text the same length, as timingSafeEqual needs it. */
function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
