import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { delimiter, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface Run {
  readonly code: number | null
  readonly timedOut: boolean
  readonly output: string
}

const HALF_OUTPUT = 1_000_000

/**
 * Runs one command without input and collects what it prints. When its time is up, it and everything it started are
 * ended.
 */
export async function runCommand(
  command: string,
  options: { limitMs: number; env: Readonly<Record<string, string>> },
): Promise<Run> {
  if (options.limitMs <= 0) return { code: null, timedOut: true, output: 'no time left' }
  const child = spawn(command, {
    shell: true,
    // Its own process group, so that whatever it starts can be ended with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env, NO_COLOR: '1', FORCE_COLOR: undefined, PATH: pathWithTools() },
  })
  const output = new Output()
  child.stdout.on('data', (chunk: Buffer) => output.add(chunk))
  child.stderr.on('data', (chunk: Buffer) => output.add(chunk))
  let timedOut = false
  const end = () => endTree(child)
  const timer = setTimeout(() => {
    timedOut = true
    end()
  }, options.limitMs)
  const interrupted = () => {
    end()
    process.exit(130)
  }
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', interrupted)
  const code = await new Promise<number | null>((done) => {
    child.on('error', () => done(null))
    // The process and its pipes: a child left behind that holds a pipe open is ended by the time limit.
    child.on('close', done)
  })
  clearTimeout(timer)
  process.off('SIGINT', interrupted)
  process.off('SIGTERM', interrupted)
  // What a finished command left running in its group would disturb the next one.
  end()
  // Some tools colour what they print in CI whatever they are told.
  return { code, timedOut, output: stripVTControlCharacters(output.text()) }
}

function pathWithTools(): string {
  return `${resolve('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`
}

function endTree(child: ChildProcess): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    if (child.exitCode === null) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'])
    return
  }
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}

/** Keeps the beginning and the end of a very long output. */
class Output {
  #head = ''
  #tail = ''
  #dropped = false

  add(chunk: Buffer): void {
    const text = chunk.toString()
    if (this.#head.length < HALF_OUTPUT) this.#head += text
    else this.#tail += text
    if (this.#tail.length > 2 * HALF_OUTPUT) {
      this.#tail = this.#tail.slice(-HALF_OUTPUT)
      this.#dropped = true
    }
  }

  text(): string {
    return this.#dropped
      ? `${this.#head}\n… (output left out here) …\n${this.#tail}`
      : this.#head + this.#tail
  }
}
