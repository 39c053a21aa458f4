import { homedir } from 'node:os'
import type { Writable } from 'node:stream'
import { exitOnCrash } from '#engine/ports/crash.ts'
import { appVersion } from './app-version.ts'
import { parseCommand, type Command } from './args.ts'
import { failureLine } from './failure.ts'
import type { LoadEngine } from './host.ts'
import { UsageError } from './host-error.ts'
import { logLevel } from './log-level.ts'
import { stopSignal } from './stop-signal.ts'
import { USAGE } from './usage.ts'

export interface CliInit {
  readonly argv: readonly string[]
  readonly loadEngine: LoadEngine
  /** Folder of the built interface. */
  readonly rendererDir: string
}

const say = (line: string): void => {
  process.stderr.write(`sotto: ${line}\n`)
}

/** Runs the command line to its end and gives the status to exit with. */
export async function runCli(init: CliInit): Promise<number> {
  const stdout = takeStdout()
  // The process ends when its work is done, not when nothing but timers that keep no process alive is left of it: the
  // closing of a connection may wait for such a timer alone.
  const alive = setInterval(() => undefined, 1 << 30)
  exitOnCrash()
  try {
    logLevel(process.env['SOTTO_LOG'])
    const place = { platform: process.platform, env: process.env, home: homedir() }
    return await run(parseCommand(init.argv, place), init, stdout)
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`sotto: ${error.message}\n\n${USAGE}`)
      return 2
    }
    say(failureLine(error))
    return 1
  } finally {
    clearInterval(alive)
  }
}

async function run(command: Command, init: CliInit, stdout: Writable): Promise<number> {
  switch (command.name) {
    case 'help':
      await print(stdout, USAGE)
      return 0
    case 'version':
      await print(stdout, `sotto ${appVersion()}\n`)
      return 0
    case 'rpc': {
      const signal = stopSignal()
      // Reads ahead: a request that is here when the profile is open is answered at once, and not after the network,
      // whose start then keeps the processor busy.
      process.stdin.once('readable', () => undefined)
      const [{ startEngine }, { serveRpc }] = await Promise.all([import('./host.ts'), import('./rpc/rpc.ts')])
      const engine = await startEngine(command.options, init.loadEngine, { env: process.env, say })
      await serveRpc(engine, { input: process.stdin, output: stdout, signal })
      return 0
    }
    case 'web': {
      const signal = stopSignal()
      const [{ startEngine }, { serveWeb }] = await Promise.all([import('./host.ts'), import('./web/web.ts')])
      const io = { env: process.env, say }
      const engine = await startEngine(command.options, init.loadEngine, io)
      const line = (text: string) => void stdout.write(`${text}\n`)
      await serveWeb(engine, command.options, { ...io, signal, print: line, rendererDir: init.rendererDir })
      return 0
    }
  }
}

/**
 * Takes stdout for this command alone: whatever a library prints there (console.log included) goes to stderr instead,
 * since a stray line would break whoever reads the protocol.
 */
function takeStdout(): Writable {
  const { stdout } = process
  // A reader that is gone is no error; `rpc` listens on its own and ends then.
  stdout.on('error', () => undefined)
  Object.defineProperty(process, 'stdout', {
    configurable: true,
    enumerable: true,
    get: () => process.stderr,
  })
  return stdout
}

async function print(stdout: Writable, text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  stdout.write(text, () => resolve())
  await promise
}
