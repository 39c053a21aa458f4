import { describe, expect, test } from 'vitest'
import { createCredentials } from '#headless/web/credentials.ts'

const wrong = 'A'.repeat(43)

describe('createCredentials', () => {
  test('32 random bytes, new at each start', () => {
    const tokens = Array.from({ length: 50 }, () => createCredentials(() => 0).token)
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(new Set(tokens).size).toBe(50)
  })

  test('only the token itself is right', () => {
    const { token, checkToken } = createCredentials(() => 0)
    expect(checkToken(token)).toBe('right')
    for (const given of ['', wrong, token.slice(1), `${token}=`]) expect(checkToken(given)).toBe('wrong')
  })

  test('after ten wrong ones none is looked at for the rest of a minute', () => {
    let now = 1000
    const { token, checkToken } = createCredentials(() => now)
    for (let i = 0; i < 10; i++) expect(checkToken(wrong)).toBe('wrong')
    expect(checkToken(token)).toBe('limited')
    now += 59_999
    expect(checkToken(token)).toBe('limited')
    now += 1
    expect(checkToken(token)).toBe('right')
  })

  test('a clock that is set back does not lengthen the minute', () => {
    let now = 1_000_000
    const { token, checkToken } = createCredentials(() => now)
    for (let i = 0; i < 10; i++) checkToken(wrong)
    now = 0
    expect(checkToken(token)).toBe('right')
  })

  test('sessions are values of their own, and the oldest of too many ends', () => {
    const { token, openSession, checkSession } = createCredentials(() => 0)
    const first = openSession()
    expect(first).not.toBe(token)
    expect(checkSession(first)).toBe(true)
    expect(checkSession(token)).toBe(false)
    expect(checkSession('')).toBe(false)
    const others = Array.from({ length: 64 }, () => openSession())
    expect(checkSession(first)).toBe(false)
    expect(others.every(checkSession)).toBe(true)
  })
})
