import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkSession, dropToken, hasToken, protocolOf, takeToken } from '#renderer/state/session.ts'

afterEach(() => vi.unstubAllGlobals())

/** Loads of one tab: what it keeps outlives them. */
function openTab() {
  const kept = new Map<string, string>()
  const sessionStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  return { kept, load: (hash: string) => pageAt(hash, { value: sessionStorage }) }
}

function pageAt(hash: string, sessionStorage: PropertyDescriptor) {
  const replaceState = vi.fn()
  const page = { location: { hash, pathname: '/', search: '' }, history: { replaceState } }
  Object.defineProperty(page, 'sessionStorage', sessionStorage)
  return { page: page as unknown as Window, replaceState }
}

describe('the token in the fragment', () => {
  test('is taken and leaves the address bar', () => {
    const { page, replaceState } = openTab().load('#token=abc_-9')
    expect(hasToken(page)).toBe(true)
    expect(takeToken(page)).toBe('abc_-9')
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/')
  })

  test.each(['', '#', '#other=1'])('is not in %j', (hash) => {
    const { page, replaceState } = openTab().load(hash)
    expect(hasToken(page)).toBe(false)
    expect(takeToken(page)).toBeNull()
    expect(replaceState).not.toHaveBeenCalled()
  })

  test.each(['#token=', '#token=a b', '#token=ü', '#token=a,b'])(
    'is none in %j, and leaves all the same',
    (hash) => {
      const { kept, load } = openTab()
      const { page, replaceState } = load(hash)
      expect(takeToken(page)).toBeNull()
      expect(replaceState).toHaveBeenCalledOnce()
      expect(kept.size).toBe(0)
    },
  )
})

describe('the token in the tab', () => {
  test('survives a reload, and gives way to that of another address', () => {
    const { load } = openTab()
    takeToken(load('#token=first').page)
    expect(takeToken(load('').page)).toBe('first')
    expect(takeToken(load('#token=second').page)).toBe('second')
    expect(takeToken(load('').page)).toBe('second')
  })

  test('is gone when the host no longer takes it', () => {
    const { kept, load } = openTab()
    takeToken(load('#token=first').page)
    dropToken(load('').page)
    expect(takeToken(load('').page)).toBeNull()
    expect(kept.size).toBe(0)
  })

  test('is not in another tab', () => {
    takeToken(openTab().load('#token=first').page)
    expect(takeToken(openTab().load('').page)).toBeNull()
  })

  test('a browser that keeps nothing still gets it from the address', () => {
    const refused = {
      get: () => {
        throw new DOMException('denied', 'SecurityError')
      },
    }
    expect(takeToken(pageAt('#token=first', refused).page)).toBe('first')
    expect(takeToken(pageAt('', refused).page)).toBeNull()
    dropToken(pageAt('', refused).page)
  })
})

describe('the session', () => {
  test('is asked for with the token in a header, never in an address or a cookie', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response(null, { status: 204 }))
    vi.stubGlobal('fetch', fetch)
    expect(await checkSession('secret')).toBe('open')
    const [url, init] = fetch.mock.calls[0] ?? []
    expect(url).toBe('/session')
    expect(init).toMatchObject({ headers: { authorization: 'Bearer secret' }, credentials: 'omit' })
    expect(init).not.toHaveProperty('method')
  })

  test.each([
    [204, 'open'],
    [401, 'denied'],
    [403, 'denied'],
    [429, 'denied'],
    [500, 'unreachable'],
  ])('a host that answers %i makes it %s', async (status, state) => {
    vi.stubGlobal('fetch', async () => new Response(null, { status }))
    expect(await checkSession('secret')).toBe(state)
  })

  test('without a host it is unreachable', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')))
    expect(await checkSession('secret')).toBe('unreachable')
  })

  test('names the sub-protocol of the WebSocket', () => expect(protocolOf('secret')).toBe('sotto.secret'))
})
