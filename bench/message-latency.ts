import { spawn } from 'node:child_process'
import { on } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { acquaint, RpcProcess } from '#test/kit/rpc-process.ts'
import { buildPeers } from './peers/build.ts'
import { median, row, type Row } from './report.ts'

/** What a short message weighs on the wire. */
const WIRE_BYTES = 1_024
const WARM_UP = 20
/** As somebody types: the machine goes to sleep in between, on both sides of the comparison. */
const PAUSE_MS = 5

/**
 * From the line on the sender's stdin to the event on the receiver's stdout, both connected: encrypted, and durable on
 * two disks. Against two bare libp2p nodes that echo as many bytes, driven in the same way, from a line on stdin to a
 * line on stdout; and, as the smallest time there is, against the same echo as it looks from inside its process.
 */
export async function messageLatency({ smoke }: { smoke: boolean }): Promise<Row[]> {
  const count = smoke ? 40 : 400
  const rounds = smoke ? 1 : 3
  const peers = await buildPeers()
  const ours: number[] = []
  const outside: number[] = []
  const inside: number[] = []
  for (let round = 0; round < rounds; round++) {
    const echo = await bareEcho(peers, count)
    outside.push(median(echo.outside))
    inside.push(median(echo.inside))
    ours.push(median(await ourMessages(count)))
  }
  const measured = { what: 'message, stdin to stdout of two processes', value: median(ours), unit: 'ms' }
  return [
    row({ ...measured, against: 'bare libp2p echo, stdin to stdout', reference: median(outside), target: 4 }),
    row({ ...measured, against: 'bare libp2p echo, inside its process', reference: median(inside) }),
  ]
}

async function ourMessages(count: number): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'))
  const a = new RpcProcess({ dataDir: join(folder, 'a') })
  const b = new RpcProcess({ dataDir: join(folder, 'b') })
  try {
    const { aConversation: conversationId } = await acquaint(a, b)
    await b.request('events.subscribe', { topics: ['message.added'] })
    const text = 'x'.repeat(200)
    return await paced(count, async () => {
      const arrived = b.next('message.added')
      void a.request('messages.send', { conversationId, text })
      await arrived
    })
  } finally {
    await Promise.all([a.stop(), b.stop()])
    await rm(folder, { recursive: true })
  }
}

async function bareEcho(
  peers: { node: string; client: string },
  count: number,
): Promise<{ outside: number[]; inside: number[] }> {
  const server = spawn(process.execPath, [peers.node], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [address] = await nextLine(lines(server.stdout))
  const args = [peers.client, address.replace('ready ', '')]
  const client = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = lines(client.stdout)
  await nextLine(answers)
  const inside: number[] = []
  const outside = await paced(count, async () => {
    client.stdin.write(`${WIRE_BYTES}\n`)
    const [time] = await nextLine(answers)
    inside.push(Number(time))
  })
  client.stdin.end()
  server.stdin.end()
  return { outside, inside: inside.slice(WARM_UP) }
}

/** How long each of `count` runs took, in milliseconds, one after the other with a pause between. */
async function paced(count: number, run: () => Promise<void>): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < count + WARM_UP; i++) {
    const started = performance.now()
    await run()
    if (i >= WARM_UP) times.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  return times
}

type Lines = AsyncIterator<[string]>

function lines(stream: NodeJS.ReadableStream): Lines {
  return on(createInterface({ input: stream }), 'line') as AsyncIterator<[string]>
}

async function nextLine(from: Lines): Promise<[string]> {
  return (await from.next()).value as [string]
}
