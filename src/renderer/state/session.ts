/**
 * How a page proves that it was opened by whoever started the host: `http://127.0.0.1:PORT/#token=…`. A fragment is
 * never sent to a server. The token is kept in the tab's session storage, which a reload does not empty and which
 * belongs to this port alone. A cookie would be sent to every other server on this machine, too.
 */
const KEY = 'sotto.token'

/** What the host makes, and what can be the name of a WebSocket's sub-protocol. */
const FORM = /^[\w-]+$/

type Page = Pick<Window, 'location' | 'history' | 'sessionStorage'>

/** The token of the address, which leaves it and the history before anything else happens, or of an earlier load. */
export function takeToken(page: Page): string | null {
  const given = tokenIn(page)
  if (given !== null) page.history.replaceState(null, '', page.location.pathname + page.location.search)
  const token = given ?? stored(page)
  if (token === null || !FORM.test(token)) return null
  store(page, token)
  return token
}

/** Forgets a token that the host does not take any more. */
export function dropToken(page: Page): void {
  store(page, null)
}

export function hasToken(page: Pick<Window, 'location'>): boolean {
  return tokenIn(page) !== null
}

const tokenIn = ({ location }: Pick<Window, 'location'>) =>
  new URLSearchParams(location.hash.slice(1)).get('token')

function stored(page: Page): string | null {
  try {
    return page.sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

function store(page: Page, token: string | null): void {
  try {
    if (token === null) page.sessionStorage.removeItem(KEY)
    else page.sessionStorage.setItem(KEY, token)
  } catch {
    // A browser that keeps nothing for this page: it works until it is reloaded.
  }
}

export type SessionState = 'open' | 'denied' | 'unreachable'

/** Does the host take this token? The right one is never answered with 429. */
export async function checkSession(token: string): Promise<SessionState> {
  try {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch('/session', { headers, cache: 'no-store', credentials: 'omit' })
    if ([401, 403, 429].includes(answer.status)) return 'denied'
    return answer.ok ? 'open' : 'unreachable'
  } catch {
    return 'unreachable'
  }
}

/** The name of the WebSocket's sub-protocol: the one thing of its handshake that a page can choose. */
export const protocolOf = (token: string) => `sotto.${token}`
