import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { RpcProcess } from '#test/kit/rpc-process.ts'
import { buildPeers } from './peers/build.ts'
import { median, row, type Row } from './report.ts'

/**
 * From the start of the process to the answer to `profile.status`, with a profile that opens without a passphrase and
 * without one. Against the start of a bundled bare libp2p node, V8's compile cache on for both.
 */
export async function startTime({ smoke }: { smoke: boolean }): Promise<Row[]> {
  const rounds = smoke ? 3 : 15
  const { node } = await buildPeers()
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'))
  try {
    const profile = join(folder, 'profile')
    const made = new RpcProcess({ dataDir: profile })
    await made.request('profile.create', { displayName: 'Ada' })
    await made.stop()
    const bare: number[] = []
    const ready: number[] = []
    const none: number[] = []
    for (let round = -1; round < rounds; round++) {
      const times = [
        await bareStart(node, join(folder, 'cache')),
        await ourStart(profile),
        await ourStart(join(folder, `none-${round}`)),
      ]
      if (round < 0) continue // fills the compile caches
      bare.push(times[0] ?? 0)
      ready.push(times[1] ?? 0)
      none.push(times[2] ?? 0)
    }
    const against = {
      unit: 'ms',
      against: 'bare libp2p start, bundled',
      reference: median(bare),
      target: 1.5,
    }
    return [
      row({ what: 'sotto rpc answers, profile opened', value: median(ready), ...against }),
      row({ what: 'sotto rpc answers, no profile', value: median(none), ...against }),
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function ourStart(dataDir: string): Promise<number> {
  const started = performance.now()
  const p = new RpcProcess({ dataDir })
  await p.request('profile.status', {})
  const time = performance.now() - started
  await p.kill()
  return time
}

async function bareStart(file: string, cache: string): Promise<number> {
  const started = performance.now()
  const env = { ...process.env, NODE_COMPILE_CACHE: cache }
  const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'], env })
  await once(createInterface({ input: child.stdout }), 'line')
  const time = performance.now() - started
  child.stdin.end()
  await once(child, 'exit')
  return time
}
