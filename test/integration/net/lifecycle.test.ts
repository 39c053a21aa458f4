import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { createLibp2pNetwork, type Libp2pNetworkInit } from '#engine/net/index.ts'
import type { PeerNetwork, PeerRoute } from '#engine/net/peer-network.ts'

const never = new AbortController().signal
const soon = () => ({ signal: AbortSignal.timeout(20_000) })
const LOOPBACK = ['/ip4/127.0.0.1/tcp/0']

const networks: PeerNetwork[] = []
const children: ChildProcess[] = []

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const network of networks.splice(0)) await network.stop()
})

async function start(init: Partial<Libp2pNetworkInit> = {}): Promise<PeerNetwork> {
  const network = createLibp2pNetwork({ privateKey: randomBytes(32), listen: LOOPBACK, mdns: false, ...init })
  networks.push(network)
  await network.start(never)
  return network
}

function run(...args: string[]) {
  const script = fileURLToPath(new URL('child.ts', import.meta.url))
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}

function portOf(multiaddr = ''): number {
  return Number(multiaddr.split('/').at(-1))
}

describe('start and stop', () => {
  test.each(['once', 'both'])(
    'after stop nothing keeps the process alive (%s): it ends by itself',
    async (mode) => {
      const network = await start()
      // Somebody has to read: a stream without a reader is reset, sooner or later than the first frame is sent.
      network.onFrames(async (receiver) => {
        let frames = await receiver.next()
        while (frames) frames = await receiver.next()
      })
      const { child, lines } = run(mode, `${network.multiaddrs()[0]}/p2p/${network.peerId}`)
      const [code] = await once(child, 'exit')
      expect(code).toBe(0)
      // What is left running would hold it for ten seconds and more; how fast it ends is not asked on a busy machine.
      expect(Number((await lines.next()).value)).toBeLessThan(5_000)
    },
  )

  test('can be started and stopped again and again, also at the same time', async () => {
    const network = await start()
    for (let i = 0; i < 3; i++) {
      await network.stop()
      await network.start(never)
      expect(network.listening()).toHaveLength(1)
    }
    await Promise.all([
      network.stop(),
      network.start(never),
      network.start(never),
      network.stop(),
      network.stop(),
    ])
    expect(network.listening()).toEqual([])
  })

  test('a stop while dialling ends the dial', async () => {
    const network = await start()
    // A listener that accepts and stays silent.
    const silent = createServer(() => {})
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const accepted = once(silent, 'connection')
    const { port } = silent.address() as { port: number }
    const other = createLibp2pNetwork({ privateKey: randomBytes(32) })
    const route = { peerId: other.peerId, multiaddrs: [`/ip4/127.0.0.1/tcp/${port}`] }
    const dial = expect(network.connect(route, soon())).rejects.toMatchObject({ code: 'unreachable' })
    const [socket] = (await accepted) as [{ destroy(): void }]
    await network.stop()
    await dial
    socket.destroy()
    silent.close()
  })

  test('importing the network loads nothing of libp2p', async () => {
    const script = `
      import { registerHooks } from 'node:module'
      const loaded = []
      registerHooks({ resolve: (name, context, next) => (loaded.push(name), next(name, context)) })
      const { createLibp2pNetwork, peerIdFromKey } = await import('#engine/net/index.ts')
      createLibp2pNetwork({ privateKey: new Uint8Array(32) })
      console.log(JSON.stringify(loaded.filter((name) => !name.startsWith('.') && !/^(?:#|node:)/.test(name))))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    const line = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
    expect(line.value).toBe('[]')
  })
})

describe('ports', () => {
  test('the ports that were chosen can be asked for the next time', async () => {
    const first = await start()
    const listening = first.listening()
    expect(listening).toEqual([expect.stringMatching(/^\/ip4\/127\.0\.0\.1\/tcp\/[1-9]/)])
    await first.stop()
    expect((await start({ listen: listening })).listening()).toEqual(listening)
  })

  test('a port that is taken is replaced', async () => {
    const first = await start()
    const second = await start({ listen: first.listening() })
    expect(second.listening()).toHaveLength(1)
    expect(second.listening()).not.toEqual(first.listening())
    await second.connect({ peerId: first.peerId, multiaddrs: first.multiaddrs() }, soon())
  })

  test('an address that this machine does not have is left out', async () => {
    const network = await start({ listen: ['/ip4/192.0.2.1/tcp/4001', ...LOOPBACK] })
    expect(network.listening()).toHaveLength(1)
  })

  test('by default all interfaces are listened on, and loopback is told only where there is nothing else', async () => {
    const network = createLibp2pNetwork({ privateKey: randomBytes(32), mdns: false })
    networks.push(network)
    await network.start(never)
    expect(network.listening()[0]).toMatch(/^\/ip4\/0\.0\.0\.0\/tcp\/[1-9]/)
    const loopback = network.multiaddrs().filter((text) => /\/127\.|\/::1\//.test(text))
    if (network.multiaddrs().length > loopback.length) expect(loopback).toEqual([])
    expect(network.multiaddrs().length).toBeGreaterThan(0)
    expect(network.multiaddrs().map(portOf)).not.toContain(0)
  })

  test('nothing to listen on: dial only', async () => {
    const other = await start()
    const network = await start({ listen: [] })
    expect([network.listening(), network.multiaddrs()]).toEqual([[], []])
    await network.connect({ peerId: other.peerId, multiaddrs: other.multiaddrs() }, soon())
  })

  test.each(['nonsense', '/ip4/127.0.0.1/udp/0/quic-v1', ''])(
    'listening on %j is invalid',
    async (address) => {
      await expect(start({ listen: [address] })).rejects.toMatchObject({ code: 'invalid' })
    },
  )
})

describe('a peer that dies', () => {
  const meet = async () => {
    const network = await start()
    const { child, lines } = run('stay')
    const route = JSON.parse((await lines.next()).value as string) as PeerRoute
    await network.connect(route, soon())
    const gone = new Promise<number>((resolve) => {
      network.on('disconnected', () => resolve(performance.now()))
    })
    return { child, gone }
  }

  test('killed: noticed at once', async () => {
    const { child, gone } = await meet()
    const from = performance.now()
    child.kill('SIGKILL')
    expect((await gone) - from).toBeLessThan(2_000)
  })

  test('frozen: noticed within about fifteen seconds', async () => {
    const { child, gone } = await meet()
    const from = performance.now()
    child.kill('SIGSTOP')
    expect((await gone) - from).toBeLessThan(17_000)
  })
})
