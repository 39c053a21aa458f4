/**
 * How a page proves that it was opened by whoever started the host: `http://127.0.0.1:PORT/#token=…`. A fragment is
 * never sent to a server; the token leaves the address bar and the history before anything else happens.
 */
export function takeToken(page: Pick<Window, 'location' | 'history'>): string | null {
  const token = tokenIn(page)
  if (token === null) return null
  page.history.replaceState(null, '', page.location.pathname + page.location.search)
  return token
}

export function hasToken(page: Pick<Window, 'location'>): boolean {
  return tokenIn(page) !== null
}

const tokenIn = ({ location }: Pick<Window, 'location'>) =>
  new URLSearchParams(location.hash.slice(1)).get('token')

export type SessionState = 'open' | 'denied' | 'unreachable'

/** Exchanges the token for an HttpOnly cookie. */
export async function openSession(token: string): Promise<SessionState> {
  return ask({ method: 'POST', headers: { authorization: `Bearer ${token}` } })
}

/** Asks whether the cookie of an earlier visit still holds. */
export async function checkSession(): Promise<SessionState> {
  return ask({ method: 'GET' })
}

async function ask(init: RequestInit): Promise<SessionState> {
  try {
    const answer = await fetch('/session', { ...init, cache: 'no-store', credentials: 'same-origin' })
    if (answer.status === 401 || answer.status === 403) return 'denied'
    return answer.ok ? 'open' : 'unreachable'
  } catch {
    return 'unreachable'
  }
}
