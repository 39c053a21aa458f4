import type { Engine, EngineInit } from '#engine/index.ts'

/** Longest that quitting waits for the engine. What it had not written by then is what a crash would lose: nothing. */
const STOP_MS = 5000

/** The engine of this process, from its import to its end. */
export class EngineHost {
  readonly #init: EngineInit
  #engine: Promise<Engine> | undefined

  constructor(init: EngineInit) {
    this.#init = init
  }

  /** Rejects with a Fault if the profile cannot be opened. The engine is imported here, not earlier: it is large. */
  start(): Promise<Engine> {
    this.#engine ??= startEngine(this.#init)
    return this.#engine
  }

  /** Resolves when the engine has stopped, and after five seconds at the latest. Never rejects. */
  async stop(): Promise<void> {
    const stopped = this.#engine?.then(
      (engine) => engine.stop(),
      () => undefined, // it never started
    )
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, STOP_MS)
    await Promise.race([stopped, late.promise]).catch((error: unknown) => {
      this.#init.ports.logger.log('error', 'engine-stop-failed', { error: errorName(error) })
    })
    clearTimeout(timer)
  }
}

async function startEngine(init: EngineInit): Promise<Engine> {
  const { createEngine } = await import('#engine/index.ts')
  const engine = createEngine(init)
  try {
    await engine.start()
  } catch (error) {
    await engine.stop().catch(() => undefined) // why it did not start says more
    throw error
  }
  return engine
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
