import { describe, expect, test } from 'vitest'
import type { Bridge, Reply } from '#contract/bridge.ts'
import { ApiError, errorText } from '#renderer/state/api-error.ts'
import { createClient } from '#renderer/state/client.ts'

function bridgeThat(answer: () => Promise<Reply>) {
  const asked: unknown[] = []
  const bridge: Bridge = {
    host: 'web',
    request: (_, params) => {
      asked.push(params)
      return answer()
    },
    onEvent: () => () => undefined,
    onConnection: () => () => undefined,
  }
  return { client: createClient(bridge), asked }
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApiError ? error.code : error),
  )

describe('the client', () => {
  test('fills in defaults and checks what it sends', async () => {
    const { client, asked } = bridgeThat(async () => ({ ok: true, result: { items: [], next: null } }))
    expect(await client.request('contacts.list', {})).toEqual({ items: [], next: null })
    expect(asked).toEqual([{ limit: 50 }])
    expect(await code(client.request('contacts.list', { limit: 9000 }))).toBe('invalid')
    expect(asked).toHaveLength(1)
  })

  test('refuses an answer of another shape', async () => {
    const { client } = bridgeThat(async () => ({ ok: true, result: { state: 'asleep' } }))
    expect(await code(client.request('profile.status', {}))).toBe('internal')
  })

  test('passes on the code and message of an error', async () => {
    const { client } = bridgeThat(async () => ({
      ok: false,
      error: { code: 'conflict', message: 'Not now.' },
    }))
    const error = await client.request('profile.lock', {}).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ code: 'conflict', message: 'Not now.' })
    expect(errorText(error)).toBe('Not now.')
  })

  test('makes an error of its own out of a broken bridge', async () => {
    const { client } = bridgeThat(() => Promise.reject(new Error('Error invoking remote method')))
    expect(await code(client.request('profile.lock', {}))).toBe('internal')
    const garbage = bridgeThat(async () => ({ ok: false, error: { nonsense: true } }) as unknown as Reply)
    expect(await code(garbage.client.request('profile.lock', {}))).toBe('internal')
    expect(errorText(new Error('secret inner words'))).not.toContain('secret')
  })
})
