import type { Clock } from '#engine/ports/index.ts'

/** Runs something soon after it was asked for, once for all who ask meanwhile. */
export class CoalescedTimer {
  readonly #clock: Clock
  readonly #ms: number
  readonly #run: () => void
  #cancel: (() => void) | undefined

  constructor(clock: Clock, ms: number, run: () => void) {
    this.#clock = clock
    this.#ms = ms
    this.#run = run
  }

  poke(): void {
    this.#cancel ??= this.#clock.after(this.#ms, () => {
      this.#cancel = undefined
      this.#run()
    })
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
