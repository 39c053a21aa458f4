import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale } from './lib/build.mjs'
import { makePeople, type DemoPerson } from './lib/demo-people.ts'
import { hasDisplay } from './lib/electron.mjs'
import { SOTTO } from './lib/rpc-client.ts'

// `npm run demo`: three people on this machine who are contacts already, each in a browser page of their own. The
// folder is temporary, unless `--data DIR` names one to keep.

const { values: options } = parseArgs({ options: { data: { type: 'string' } } })
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())

buildIfStale(process.execPath)
const folder =
  options.data === undefined ? await mkdtemp(join(tmpdir(), 'sotto-demo-')) : resolve(options.data)
const running: ChildProcess[] = []
try {
  process.stderr.write('Ada, Grace and Hedy are getting to know each other ...\n')
  const people = await makePeople(folder)
  for (const [index, person] of people.entries()) {
    if (!stop.signal.aborted) await serve(person, index === 0 && hasDisplay())
  }
  process.stdout.write('Open each in a window of its own. Ctrl-C ends the demo.\n')
  if (!stop.signal.aborted) await once(stop.signal, 'abort')
} finally {
  await Promise.all(running.map((child) => end(child)))
  if (options.data === undefined) await rm(folder, { recursive: true, force: true })
}

/** Serves one person's interface and prints its address. */
async function serve({ name, args }: DemoPerson, open: boolean): Promise<void> {
  const child = spawn(process.execPath, [SOTTO, 'web', ...args, ...(open ? ['--open'] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  const [line] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown]
  const url = /http:\S+/.exec(String(line))?.[0]
  if (url === undefined) throw new Error(`${name} could not be served`)
  process.stdout.write(`${name.padEnd(6)} ${url}\n`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
