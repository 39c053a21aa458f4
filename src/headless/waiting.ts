/** Waits for a task, but no longer than that; false when the time ran out. Leaves no timer behind. */
export async function within(ms: number, task: Promise<unknown>): Promise<boolean> {
  const { promise: over, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), ms)
  try {
    return await Promise.race([task.then(() => true), over])
  } finally {
    clearTimeout(timer)
  }
}

export interface Wakeable {
  /** Resolves at the next `wake`. One at a time may wait. */
  wait(): Promise<void>
  wake(this: void): void
}

/** Unlike a race against a promise that lives as long as the process, this leaves nothing behind at each wait. */
export function wakeable(): Wakeable {
  let resolve = (): void => undefined
  return {
    async wait() {
      const next = Promise.withResolvers<void>()
      resolve = next.resolve
      await next.promise
    },
    wake: () => resolve(),
  }
}
