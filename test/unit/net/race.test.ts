import { expect, test } from 'vitest'
import { race } from '#engine/net/race.ts'

const never = new AbortController().signal
const HOUR = 3_600_000

function attempt() {
  const result = Promise.withResolvers<string>()
  const started = Promise.withResolvers<AbortSignal>()
  return {
    ...result,
    started: started.promise,
    run: (signal: AbortSignal) => {
      started.resolve(signal)
      return result.promise
    },
  }
}

const run = (
  attempts: ReturnType<typeof attempt>[],
  more: Partial<Parameters<typeof race<string>>[0]> = {},
) =>
  race({
    attempts: attempts.map((each) => each.run),
    staggerMs: HOUR,
    timeoutMs: HOUR,
    signal: never,
    discard: () => expect.unreachable(),
    ...more,
  })

test('the first one wins and keeps its signal; the other is told, and discarded when it comes in all the same', async () => {
  const [a, b] = [attempt(), attempt()]
  const discarded = Promise.withResolvers<string>()
  const winner = run([a, b], { staggerMs: 1, discard: discarded.resolve })
  const signals = await Promise.all([a.started, b.started])
  b.resolve('b')
  expect(await winner).toBe('b')
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  a.resolve('a')
  expect(await discarded.promise).toBe('a')
})

test('a failure starts the next one at once', async () => {
  const [a, b] = [attempt(), attempt()]
  const winner = run([a, b])
  a.reject(new Error('refused'))
  await b.started
  b.resolve('b')
  expect(await winner).toBe('b')
})

test('all have failed', async () => {
  const [a, b] = [attempt(), attempt()]
  a.reject(new Error('one'))
  b.reject(new Error('two'))
  await expect(run([a, b])).rejects.toBeInstanceOf(AggregateError)
})

test('each attempt has its time', async () => {
  const a = attempt()
  const lost = run([a], { timeoutMs: 1 })
  const signal = await a.started
  signal.addEventListener('abort', () => a.reject(signal.reason))
  await expect(lost).rejects.toBeInstanceOf(AggregateError)
})

test('the caller’s signal ends all attempts with its reason', async () => {
  const [a, b] = [attempt(), attempt()]
  const controller = new AbortController()
  const lost = run([a, b], { staggerMs: 1, signal: controller.signal })
  const signals = await Promise.all([a.started, b.started])
  const reason = new Error('given up')
  controller.abort(reason)
  await expect(lost).rejects.toBe(reason)
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
  await expect(run([attempt()], { signal: controller.signal })).rejects.toBe(reason)
})
