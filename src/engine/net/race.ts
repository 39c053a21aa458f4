export interface RaceInit<T> {
  /** In order of preference, at least one. Its signal ends when another one has won or its time is up. */
  readonly attempts: readonly ((signal: AbortSignal) => Promise<T>)[]
  /** Head start of each attempt over the next, in milliseconds; a failure starts the next one at once. */
  readonly staggerMs: number
  /** What each attempt gets, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** An attempt that came to an end after the race was won. */
  readonly discard: (late: T) => void
}

/**
 * Happy Eyeballs (RFC 8305): the first attempt that succeeds wins, the others are told to stop. The winner's signal
 * never ends: Node ties a socket's whole life to the signal it was opened with. Rejects with the signal's reason, or
 * with an AggregateError when all have failed.
 */
export function race<T>({ attempts, staggerMs, timeoutMs, signal, discard }: RaceInit<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const running = new Set<AbortController>()
    const errors: unknown[] = []
    let started = 0
    let done = false
    let stagger: NodeJS.Timeout | undefined

    const settle = (finish: () => void) => {
      if (done) return
      done = true
      clearTimeout(stagger)
      signal.removeEventListener('abort', onAbort)
      finish()
      for (const controller of running) controller.abort(new Error('the race is over'))
    }
    const onAbort = () => settle(() => reject(signal.reason))
    const next = () => {
      clearTimeout(stagger)
      const attempt = attempts[started]
      if (attempt === undefined || done) return
      started += 1
      stagger = setTimeout(next, staggerMs)
      const controller = new AbortController()
      running.add(controller)
      const timer = setTimeout(() => controller.abort(new Error('too slow')), timeoutMs)
      const finished = () => {
        clearTimeout(timer)
        running.delete(controller)
      }
      attempt(controller.signal).then(
        (value) => {
          finished()
          if (done) discard(value)
          else settle(() => resolve(value))
        },
        (error: unknown) => {
          finished()
          errors.push(error)
          if (errors.length === attempts.length) settle(() => reject(new AggregateError(errors)))
          else next()
        },
      )
    }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    next()
  })
}
