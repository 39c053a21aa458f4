import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const BYTES = 32
const FORM = /^[A-Za-z0-9_-]{43}$/
/** Tabs and browsers of one person; the oldest session ends when there are more. */
const MAX_SESSIONS = 64
const MAX_FAILURES = 10
const FAILURE_WINDOW_MS = 60_000

export type TokenCheck = 'right' | 'wrong' | 'limited'

export interface Credentials {
  /** Printed once at the start; whoever has it has the messenger. */
  readonly token: string
  /** Compares in constant time. After too many wrong ones, none is looked at for up to a minute. */
  checkToken(given: string): TokenCheck
  /** A new session value, unrelated to the token: a stolen cookie does not reveal the token. */
  openSession(): string
  checkSession(given: string): boolean
}

/** The token and the sessions of one start of the web host. Nothing here outlives the process. */
export function createCredentials(now: () => number): Credentials {
  const token = randomBytes(BYTES).toString('base64url')
  const tokenDigest = digest(token)
  // Only digests are kept, so finding one takes the same time whatever part of a guess is right.
  const sessions = new Set<string>()
  let failures = 0
  let windowEnd = 0
  return {
    token,
    checkToken(given) {
      if (now() >= windowEnd || windowEnd - now() > FAILURE_WINDOW_MS) failures = 0
      if (failures >= MAX_FAILURES) return 'limited'
      if (FORM.test(given) && timingSafeEqual(digest(given), tokenDigest)) return 'right'
      if (failures === 0) windowEnd = now() + FAILURE_WINDOW_MS
      failures += 1
      return 'wrong'
    },
    openSession() {
      const value = randomBytes(BYTES).toString('base64url')
      const [oldest] = sessions
      if (sessions.size >= MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest)
      sessions.add(digest(value).toString('hex'))
      return value
    },
    checkSession: (given) => FORM.test(given) && sessions.has(digest(given).toString('hex')),
  }
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
