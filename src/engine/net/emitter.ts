/** Listeners by event name. One that throws does not keep the others from being called. */
export class Emitter<Events extends { [name in keyof Events]: (...values: never[]) => void }> {
  readonly #listeners = new Map<keyof Events, Set<Events[keyof Events]>>()
  readonly #failed: (error: unknown) => void

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed
  }

  on<E extends keyof Events>(event: E, listener: Events[E]): () => void {
    const known = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, known)
    // A wrapper, so that the same function registered twice is called twice and removed once.
    const entry = ((...values: never[]) => listener(...values)) as Events[E]
    known.add(entry)
    return () => known.delete(entry)
  }

  emit<E extends keyof Events>(event: E, ...values: Parameters<Events[E]>): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        listener(...(values as never[]))
      } catch (error) {
        this.#failed(error)
      }
    }
  }
}
