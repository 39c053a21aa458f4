import type { Engine, EngineInit } from '#engine/index.ts'
import { nodeClock, nodeRandom, stderrLogger } from '#engine/ports/node.ts'
import { appVersion } from './app-version.ts'
import type { ProfileOptions } from './args.ts'
import { fileVault } from './file-vault.ts'
import { HostError } from './host-error.ts'
import { logLevel } from './log-level.ts'
import { readPassphrase } from './passphrase.ts'
import { within } from './waiting.ts'

const STOP_MS = 15_000

/** Imports the engine when it is needed: help and a wrong option answer without it. */
export type LoadEngine = () => Promise<(init: EngineInit) => Engine>

export interface HostIo {
  readonly env: Record<string, string | undefined>
  /** One line for the person who runs this, on stderr. */
  say(line: string): void
}

/** An engine on the folder that the options name, started. */
export async function startEngine(options: ProfileOptions, load: LoadEngine, io: HostIo): Promise<Engine> {
  const loading = load()
  // Awaited below; should the passphrase be refused first, its failure must not count as unhandled.
  loading.catch(() => undefined)
  const { passphraseFile: file } = options
  const passphrase = await readPassphrase({
    env: io.env,
    warn: (line) => io.say(`warning: ${line}`),
    ...(file === undefined ? {} : { file }),
  })
  const createEngine = await loading
  const engine = createEngine({
    dataDir: options.dataDir,
    appVersion: appVersion(),
    mdns: options.mdns,
    ports: {
      clock: nodeClock(),
      random: nodeRandom(),
      logger: stderrLogger(logLevel(io.env['SOTTO_LOG'])),
      vault: fileVault({ dataDir: options.dataDir, onUse: sayOnce(io) }),
    },
    ...(options.listen.length === 0 ? {} : { listen: options.listen }),
    ...(passphrase === undefined ? {} : { passphrase }),
  })
  try {
    await engine.start()
  } catch (error) {
    await engine.stop()
    throw error
  }
  return engine
}

/** Gives up on an engine that does not stop: whatever it has told anybody is on the disk already. */
export async function stopEngine(engine: Engine): Promise<void> {
  if (!(await within(STOP_MS, engine.stop())))
    throw new HostError('some connection could not be closed in time')
}

/** A profile that has a passphrase does not use the file, so this is said exactly when it matters. */
function sayOnce(io: HostIo): (path: string) => void {
  let said = false
  return (path) => {
    if (said) return
    said = true
    io.say(`no passphrase: the key of this profile lies in ${path}, protected by its file permissions alone`)
  }
}
