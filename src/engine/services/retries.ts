import type { Clock } from '#engine/ports/index.ts'

const FIRST_MS = 250
const MAX_MS = 60_000

/** Timers of one owner, all ended together, and the growing pauses between attempts of the same thing. */
export class Retries {
  readonly #clock: Clock
  readonly #timers = new Set<() => void>()
  /** Attempts in a row that came to nothing. */
  readonly #failures = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs once after `ms` milliseconds; the result cancels it. */
  after(ms: number, run: () => void): () => void {
    const forget = () => {
      this.#timers.delete(forget)
      cancel()
    }
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(forget)
      run()
    })
    this.#timers.add(forget)
    return forget
  }

  /** Tries again, each time after twice the pause, until `succeeded`. */
  again(key: string, run: () => void): void {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    this.after(Math.min(FIRST_MS * 2 ** failures, MAX_MS), run)
  }

  succeeded(key: string): void {
    this.#failures.delete(key)
  }

  stop(): void {
    for (const forget of this.#timers) forget()
    this.#failures.clear()
  }
}
