import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { InterfaceAddress } from '#engine/net/addresses.ts'
import { Discovered, LocalDiscovery } from '#engine/net/discovery/index.ts'
import { announcement, type DnsPacket, parseAnnouncement, SERVICE } from '#engine/net/discovery/record.ts'
import { MAX_DISCOVERED_PER_MINUTE, MDNS_TTL_SECONDS, REDISCOVER_MS } from '#engine/net/limits.ts'
import { peerIdFromPeerKey } from '#engine/net/peer-id.ts'
import type { PeerRoute } from '#engine/net/peer-network.ts'
import { MulticastBus } from '#test/kit/multicast-bus.ts'

const peer = (n: number) => peerIdFromPeerKey(new Uint8Array(32).fill(n))
const at = (host: string, port = 7) => `/ip4/${host}/tcp/${port}`

describe('the record', () => {
  test('what is announced is understood, with its TXT as bytes too', () => {
    const packet = announcement('label', peer(1), [at('192.168.1.5'), '/ip6/2a00::5/tcp/7'])
    const route = { peerId: peer(1), multiaddrs: [at('192.168.1.5'), '/ip6/2a00::5/tcp/7'] }
    expect(parseAnnouncement(packet, false)).toEqual(route)
    const [ptr, txt] = packet.answers ?? []
    const data = ((txt?.data ?? []) as string[]).map((text) => Buffer.from(text))
    expect(
      parseAnnouncement(
        { answers: [ptr as never], additionals: [{ ...(txt as object), data } as never] },
        false,
      ),
    ).toEqual(route)
  })

  test('loopback counts only from this machine', () => {
    const packet = announcement('label', peer(1), [at('127.0.0.1')])
    expect(parseAnnouncement(packet, true)?.multiaddrs).toEqual([at('127.0.0.1')])
    expect(parseAnnouncement(packet, false)).toBeNull()
  })

  test('names, link-local, multicast, port 0, a second PeerId and too many addresses are left out', () => {
    const wrong = ['/dns4/a.example/tcp/7', at('169.254.1.1'), at('224.0.0.1'), at('10.0.0.1', 0)]
    const many = Array.from({ length: 20 }, (_, i) => at(`10.0.0.${i + 1}`))
    const texts = [
      ...[...wrong, at('192.168.1.5')].map((text) => `dnsaddr=${text}/p2p/${peer(1)}`),
      `dnsaddr=${at('192.168.1.6')}/p2p/${peer(2)}`,
      ...many.map((text) => `dnsaddr=${text}/p2p/${peer(1)}`),
    ]
    const answers = [
      { type: 'PTR', name: SERVICE, data: `x.${SERVICE}` },
      { type: 'TXT', name: `x.${SERVICE}`, data: texts },
    ]
    expect(parseAnnouncement({ answers }, false)).toEqual({
      peerId: peer(1),
      multiaddrs: [at('192.168.1.5'), ...many.slice(0, 7)],
    })
  })

  test('other services, and junk of every shape, are nothing', () => {
    const name = fc.constantFrom(SERVICE, `x.${SERVICE}`, '_http._tcp.local', '')
    const data = fc.oneof(
      name,
      fc.anything(),
      fc.array(fc.oneof(fc.string(), fc.uint8Array(), fc.constant(`dnsaddr=/p2p/${peer(1)}`))),
    )
    const record = fc.record({ type: fc.constantFrom('PTR', 'TXT', 'A', 'OPT'), name, data })
    const records = fc.option(fc.array(record), { nil: undefined })
    fc.assert(
      fc.property(fc.record({ answers: records, additionals: records }), (packet) => {
        expect(parseAnnouncement(packet as DnsPacket, true)).toBeNull()
      }),
      { numRuns: 1000 },
    )
  })
})

describe('who is known', () => {
  test('announcements of several interfaces are united, newest first, and age', () => {
    let now = 0
    const discovered = new Discovered(() => now)
    expect(discovered.add({ peerId: peer(1), multiaddrs: [at('10.0.0.1')] })?.multiaddrs).toHaveLength(1)
    expect(discovered.add({ peerId: peer(1), multiaddrs: [at('10.0.0.1')] })).toBeNull()
    now = 1000
    expect(discovered.add({ peerId: peer(1), multiaddrs: [at('10.9.0.1')] })?.multiaddrs).toEqual([
      at('10.9.0.1'),
      at('10.0.0.1'),
    ])
    now = 1000 + REDISCOVER_MS
    expect(discovered.add({ peerId: peer(1), multiaddrs: [at('10.0.0.1')] })?.multiaddrs).toEqual([
      at('10.0.0.1'),
      at('10.9.0.1'),
    ])
    now += MDNS_TTL_SECONDS * 1000
    discovered.add({ peerId: peer(1), multiaddrs: [at('10.0.0.1')] })
    expect(discovered.multiaddrs(peer(1))).toEqual([at('10.0.0.1')])
    expect(discovered.multiaddrs(peer(2))).toEqual([])
  })

  test('invented peers are bounded, and known ones are not kept out by them', () => {
    let now = 0
    const discovered = new Discovered(() => now)
    const invented = (i: number) => {
      const key = new Uint8Array(32)
      new DataView(key.buffer).setUint32(0, i + 1)
      return { peerId: peerIdFromPeerKey(key), multiaddrs: [at('10.0.0.1')] }
    }
    discovered.add({ peerId: peer(1), multiaddrs: [at('10.0.0.1')] })
    const told = Array.from({ length: 5000 }, (_, i) => discovered.add(invented(i))).filter(Boolean)
    expect(told).toHaveLength(MAX_DISCOVERED_PER_MINUTE - 1)
    expect(discovered.add({ peerId: peer(1), multiaddrs: [at('10.0.0.2')] })).not.toBeNull()
    now = 60_001
    expect(discovered.add(invented(10_000))).not.toBeNull()
  })
})

describe('on the local network', () => {
  afterEach(async () => {
    for (const node of running.splice(0)) await node.stop()
    vi.useRealTimers()
  })
  const running: LocalDiscovery[] = []

  function node(n: number, bus: MulticastBus, hosts: Record<string, string[]>) {
    const heard: PeerRoute[] = []
    const waiting: (() => void)[] = []
    let unavailable = 0
    const interfaces = () =>
      Object.entries(hosts).flatMap(([name, all]) =>
        all.map((host): InterfaceAddress => {
          const family = host.includes(':') ? 'ip6' : 'ip4'
          return { name, host, family, prefix: family === 'ip6' ? 64 : 24, internal: name === 'lo' }
        }),
      )
    const discovery = new LocalDiscovery({
      peerId: peer(n),
      openMulticast: bus.open,
      interfaces,
      listening: () => interfaces().map(({ family, host }) => `/${family}/${host}/tcp/${n}`),
      onUnavailable: () => (unavailable += 1),
      onAnnounced: (route) => {
        heard.push(route)
        for (const resolve of waiting.splice(0)) resolve()
      },
    })
    running.push(discovery)
    const next = () => new Promise<void>((resolve) => waiting.push(resolve))
    return { discovery, heard, next, unavailable: () => unavailable }
  }

  test('two nodes find each other whoever comes first, with the addresses of the network they share', async () => {
    const bus = new MulticastBus()
    const a = node(1, bus, {
      lo: ['127.0.0.1'],
      wlan0: ['192.168.1.1', '2a00::1', 'fe80::1'],
      tun0: ['10.8.0.1'],
    })
    const b = node(2, bus, { lo: ['127.0.0.9'], wlan0: ['192.168.1.2'] })
    a.discovery.start()
    expect(bus.sockets).toEqual(['10.8.0.1', '127.0.0.1', '192.168.1.1'])
    b.discovery.start()
    while (!b.heard.some(({ multiaddrs }) => multiaddrs.includes('/ip4/192.168.1.1/tcp/1'))) await b.next()
    while (a.heard.length === 0) await a.next()
    expect(a.heard[0]).toEqual({ peerId: peer(2), multiaddrs: ['/ip4/192.168.1.2/tcp/2'] })
    expect(b.heard).toContainEqual({
      peerId: peer(1),
      multiaddrs: ['/ip4/192.168.1.1/tcp/1', '/ip6/2a00::1/tcp/1'],
    })
    // No node tells one network of another.
    for (const { from, packet } of bus.sent) {
      if (from.startsWith('192.')) expect(JSON.stringify(packet)).not.toMatch(/10\.8|127\./)
    }
  })

  test('what is said names no machine and differs from start to start', async () => {
    const labels = [0, 1].map(() => {
      const bus = new MulticastBus()
      const { discovery } = node(1, bus, { eth0: ['192.168.1.1'] })
      discovery.start()
      return bus.sent.find(({ kind }) => kind === 'response')?.packet.answers?.[0]?.data as string
    })
    expect(labels[0]).toMatch(/^[0-9a-f]{32}\._sotto\._tcp\.local$/)
    expect(labels[0]).not.toBe(labels[1])
  })

  test('a flood of questions gets one answer a second', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const bus = new MulticastBus()
    node(1, bus, { eth0: ['192.168.1.1'] }).discovery.start()
    const answers = () => bus.sent.filter(({ kind }) => kind === 'response').length
    expect(answers()).toBe(1)
    for (let i = 0; i < 1000; i++) bus.ask('192.168.1', { questions: [{ type: 'PTR', name: SERVICE }] })
    bus.ask('192.168.1', { questions: [{ type: 'PTR', name: '_http._tcp.local' }] })
    await vi.advanceTimersByTimeAsync(999)
    expect(answers()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(answers()).toBe(2)
    await vi.advanceTimersByTimeAsync(60_000)
    // Its own questions are heard by itself, too.
    expect(answers()).toBeLessThan(10)
  })

  test('interfaces come and go', async () => {
    const bus = new MulticastBus()
    const hosts: Record<string, string[]> = { lo: ['127.0.0.1'] }
    const { discovery } = node(1, bus, hosts)
    discovery.start()
    hosts['wlan0'] = ['192.168.1.1']
    discovery.sync()
    expect(bus.sockets).toEqual(['127.0.0.1', '192.168.1.1'])
    delete hosts['wlan0']
    discovery.sync()
    expect(bus.sockets).toEqual(['127.0.0.1'])
    await discovery.stop()
    expect(bus.sockets).toEqual([])
  })

  test('where multicast does not work it is left alone until the interface comes back', async () => {
    const bus = new MulticastBus()
    const hosts: Record<string, string[]> = { lo: ['127.0.0.1'], wlan0: ['192.168.1.1'] }
    const { discovery, unavailable } = node(1, bus, hosts)
    discovery.start()
    bus.fail('192.168.1')
    await Promise.resolve()
    discovery.sync()
    expect([unavailable(), bus.sockets]).toEqual([1, ['127.0.0.1']])
    delete hosts['wlan0']
    discovery.sync()
    hosts['wlan0'] = ['192.168.1.1']
    discovery.sync()
    expect(bus.sockets).toEqual(['127.0.0.1', '192.168.1.1'])
  })

  test('a socket that cannot be opened is no error', () => {
    const bus = new MulticastBus()
    const broken = new LocalDiscovery({
      peerId: peer(1),
      interfaces: () => [{ name: 'eth0', host: '192.168.1.1', family: 'ip4', prefix: 24, internal: false }],
      openMulticast: () => {
        throw new Error('EACCES')
      },
      listening: () => [],
      onAnnounced: () => expect.unreachable(),
      onUnavailable: () => bus.fail(''),
    })
    running.push(broken)
    broken.start()
  })
})
