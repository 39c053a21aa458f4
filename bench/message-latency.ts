import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { befriend, RpcProcess } from '#test/kit/rpc-process.ts'
import { buildPeers } from './peers/build.ts'
import { median, row, type Row } from './report.ts'

/** What a short message weighs on the wire. */
const WIRE_BYTES = 1_024
const PAUSE_MS = 5

/**
 * From the line on the sender's stdin to the event on the receiver's stdout, both processes connected: encrypted,
 * durable on both disks. Against the echo of as many bytes between two bare libp2p nodes.
 */
export async function messageLatency({ smoke }: { smoke: boolean }): Promise<Row[]> {
  const count = smoke ? 40 : 400
  const peers = await buildPeers()
  const rounds = smoke ? 1 : 3
  const ours: number[] = []
  const echo: number[] = []
  const small: number[] = []
  for (let round = 0; round < rounds; round++) {
    echo.push(median(await bareEcho(peers, WIRE_BYTES, count)))
    ours.push(median(await ourMessages(count)))
    small.push(median(await bareEcho(peers, 200, count)))
  }
  const what = 'message to a connected peer, stdin to stdout'
  return [
    row({
      what,
      value: median(ours),
      unit: 'ms',
      against: 'bare libp2p echo, 1 KiB',
      reference: median(echo),
      target: 4,
    }),
    row({
      what,
      value: median(ours),
      unit: 'ms',
      against: 'bare libp2p echo, 200 B',
      reference: median(small),
    }),
  ]
}

async function ourMessages(count: number): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'))
  const a = new RpcProcess({ dataDir: join(folder, 'a') })
  const b = new RpcProcess({ dataDir: join(folder, 'b') })
  try {
    const { aConversation: conversationId } = await befriend(a, b)
    const times: number[] = []
    const text = 'x'.repeat(200)
    for (let i = 0; i < count + 20; i++) {
      const arrived = b.next('message.added')
      const started = performance.now()
      void a.request('messages.send', { conversationId, text })
      await arrived
      if (i >= 20) times.push(performance.now() - started)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
    return times
  } finally {
    await Promise.all([a.stop(), b.stop()])
    await rm(folder, { recursive: true })
  }
}

async function bareEcho(
  peers: { node: string; client: string },
  bytes: number,
  count: number,
): Promise<number[]> {
  const server = spawn(process.execPath, [peers.node], { stdio: ['pipe', 'pipe', 'inherit'] })
  const client = await firstLine(server.stdout).then((line) => {
    const args = [peers.client, line.replace('ready ', ''), String(bytes), String(count)]
    return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  })
  const times = JSON.parse(await firstLine(client.stdout)) as number[]
  server.stdin.end()
  return times
}

function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => createInterface({ input: stream }).once('line', resolve))
}
