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

  test('ten wrong ones a minute are told so, the others that there are too many', () => {
    let now = 1000
    const { checkToken } = createCredentials(() => now)
    for (let i = 0; i < 10; i++) expect(checkToken(wrong)).toBe('wrong')
    expect(checkToken(wrong)).toBe('limited')
    now += 59_999
    expect(checkToken(wrong)).toBe('limited')
    now += 1
    expect(checkToken(wrong)).toBe('wrong')
  })

  test('wrong ones never lock out the right one, nor does it begin their minute anew', () => {
    const { token, checkToken } = createCredentials(() => 0)
    for (let i = 0; i < 50; i++) {
      checkToken(wrong)
      expect(checkToken(token)).toBe('right')
    }
    expect(checkToken(wrong)).toBe('limited')
  })

  test('a clock that is set back does not lengthen the minute', () => {
    let now = 1_000_000
    const { checkToken } = createCredentials(() => now)
    for (let i = 0; i < 11; i++) checkToken(wrong)
    now = 0
    expect(checkToken(wrong)).toBe('wrong')
  })
})
