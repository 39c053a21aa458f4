import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkSession, hasToken, openSession, takeToken } from '#renderer/state/session.ts'

afterEach(() => vi.unstubAllGlobals())

function pageAt(hash: string) {
  const replaceState = vi.fn()
  const page = { location: { hash, pathname: '/', search: '' }, history: { replaceState } }
  return { page: page as unknown as Window, replaceState }
}

describe('the token in the fragment', () => {
  test('is taken and leaves the address bar', () => {
    const { page, replaceState } = pageAt('#token=abc_-9')
    expect(takeToken(page)).toBe('abc_-9')
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/')
  })

  test.each(['', '#', '#other=1'])('is not in %j', (hash) => {
    const { page, replaceState } = pageAt(hash)
    expect(hasToken(page)).toBe(false)
    expect(takeToken(page)).toBeNull()
    expect(replaceState).not.toHaveBeenCalled()
  })
})

describe('the session', () => {
  test('is opened with the token in a header, never in an address', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response(null, { status: 204 }))
    vi.stubGlobal('fetch', fetch)
    expect(await openSession('secret')).toBe('open')
    const [url, init] = fetch.mock.calls[0] ?? []
    expect(url).toBe('/session')
    expect(init).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer secret' } })
  })

  test.each([
    [204, 'open'],
    [401, 'denied'],
    [403, 'denied'],
    [500, 'unreachable'],
  ])('a host that answers %i makes it %s', async (status, state) => {
    vi.stubGlobal('fetch', async () => new Response(null, { status }))
    expect(await checkSession()).toBe(state)
  })

  test('without a host it is unreachable', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')))
    expect(await checkSession()).toBe('unreachable')
  })
})
