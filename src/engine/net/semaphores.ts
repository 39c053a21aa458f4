import { MAX_BUNDLE_QUEUE } from './limits.ts'

interface Semaphore {
  free: number
  readonly waiting: (() => void)[]
}

/** At most `size` holders per key at a time; the others wait in order, at most `MAX_BUNDLE_QUEUE` of them. */
export class Semaphores<Key> {
  readonly #size: number
  readonly #known = new Map<Key, Semaphore>()

  constructor(size: number) {
    this.#size = size
  }

  /** Resolves to the function that gives the slot back. Rejects with the signal's reason, or when too many wait. */
  async acquire(key: Key, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    const semaphore = this.#known.get(key) ?? { free: this.#size, waiting: [] }
    this.#known.set(key, semaphore)
    if (semaphore.free > 0) semaphore.free -= 1
    else await this.#wait(semaphore, signal)
    return () => this.#release(key, semaphore)
  }

  #wait(semaphore: Semaphore, signal: AbortSignal): Promise<void> {
    if (semaphore.waiting.length >= MAX_BUNDLE_QUEUE) return Promise.reject(new Error('too many are waiting'))
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        semaphore.waiting.splice(semaphore.waiting.indexOf(go), 1)
        reject(signal.reason)
      }
      const go = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      semaphore.waiting.push(go)
    })
  }

  /** The slot passes to the first who waits. */
  #release(key: Key, semaphore: Semaphore): void {
    const next = semaphore.waiting.shift()
    if (next !== undefined) return next()
    semaphore.free += 1
    if (semaphore.free === this.#size) this.#known.delete(key)
  }
}
