import type { Engine } from '#engine/index.ts'
import type { WebOptions } from '../args.ts'
import { stopEngine, type HostIo } from '../host.ts'
import { openBrowser } from './open-browser.ts'
import { startWebServer } from './web-server.ts'

export interface WebIo extends HostIo {
  /** Writes to stdout. */
  print(line: string): void
  readonly signal: AbortSignal
  readonly rendererDir: string
}

/** Serves the interface in a browser until the signal is aborted, then stops the engine. */
export async function serveWeb(engine: Engine, options: WebOptions, io: WebIo): Promise<void> {
  try {
    const server = await startWebServer({ engine, port: options.port, rendererDir: io.rendererDir })
    try {
      io.print(`Sotto is at ${server.url}`)
      const browsing = options.open ? await openBrowser(server.url) : undefined
      if (browsing?.opened === false) io.say('there is no browser to open here')
      await aborted(io.signal)
      await browsing?.clean()
    } finally {
      await server.stop()
    }
  } finally {
    await stopEngine(engine)
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}
