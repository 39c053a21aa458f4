import { expect, test } from 'vitest'
import { type InterfaceAddress, listInterfaces, worthDialling, worthTelling } from '#engine/net/addresses.ts'

const entry = (name: string, host: string, prefix: number): InterfaceAddress => ({
  name,
  host,
  prefix,
  family: host.includes(':') ? 'ip6' : 'ip4',
  internal: name === 'lo',
})
const LAPTOP = [
  entry('lo', '127.0.0.1', 8),
  entry('lo', '::1', 128),
  entry('wlan0', '192.168.1.5', 24),
  entry('wlan0', 'fe80::5', 64),
  entry('docker0', '172.17.0.1', 16),
]
const own = (more: Partial<Parameters<typeof worthDialling>[1]> = {}) => ({
  interfaces: LAPTOP,
  listening: ['/ip4/127.0.0.1/tcp/9', '/ip4/192.168.1.5/tcp/9'],
  loopbackOnly: false,
  ...more,
})

test('the interfaces of this machine are listed', () => {
  expect(listInterfaces()).toContainEqual(entry('lo', '127.0.0.1', 8))
})

test('what is told: the local network first, bridges last, neither loopback nor link-local', () => {
  const listening = ['127.0.0.1', '172.17.0.1', '203.0.113.9', '192.168.1.5', '169.254.7.7', '0.0.0.0'].map(
    (host) => `/ip4/${host}/tcp/9`,
  )
  expect(worthTelling([...listening, '/ip6/fe80::5/tcp/9', '/ip6/2a00::5/tcp/9', 'x'], LAPTOP)).toEqual([
    '/ip4/192.168.1.5/tcp/9',
    '/ip4/203.0.113.9/tcp/9',
    '/ip6/2a00::5/tcp/9',
    '/ip4/172.17.0.1/tcp/9',
  ])
})

test('loopback is told where there is nothing else', () => {
  expect(worthTelling(['/ip6/::1/tcp/9', '/ip4/127.0.0.1/tcp/9', '/ip4/127.0.0.1/tcp/9'], LAPTOP)).toEqual([
    '/ip4/127.0.0.1/tcp/9',
    '/ip6/::1/tcp/9',
  ])
  expect(worthTelling([], LAPTOP)).toEqual([])
})

test('at most eight are told and dialled', () => {
  const many = Array.from({ length: 300 }, (_, i) => `/ip4/192.168.1.${i % 250}/tcp/${i + 1}`)
  expect(worthTelling(many, LAPTOP)).toHaveLength(8)
  expect(worthDialling(many, own())).toHaveLength(8)
})

test('what is dialled: the same network first, and nothing that leads nowhere', () => {
  expect(
    worthDialling(
      [
        '/ip4/127.0.0.1/tcp/7',
        '/ip4/10.9.9.9/tcp/7',
        '/ip4/203.0.113.9/tcp/7',
        '/dns4/example.org/tcp/7',
        '/ip4/192.168.1.77/tcp/7',
        '/ip4/0.0.0.0/tcp/7',
        '/ip4/224.0.0.1/tcp/7',
        '/ip4/192.168.1.77/tcp/0',
        '/ip6/fe80::1/tcp/7',
        '/ip6/2a00::1/tcp/7',
        '/ip4/192.168.1.5/tcp/9',
        '/ip4/1.2.3.4/udp/7/quic-v1',
        'nonsense',
      ],
      own(),
    ),
  ).toEqual([
    '/ip4/192.168.1.77/tcp/7',
    '/ip4/203.0.113.9/tcp/7',
    '/dns4/example.org/tcp/7',
    '/ip4/10.9.9.9/tcp/7',
  ])
})

test('loopback is dialled when there is nothing else, or when this node is there itself', () => {
  expect(worthDialling(['/ip4/127.0.0.1/tcp/7'], own())).toEqual(['/ip4/127.0.0.1/tcp/7'])
  expect(
    worthDialling(['/ip4/203.0.113.9/tcp/7', '/ip4/127.0.0.1/tcp/7'], own({ loopbackOnly: true })),
  ).toEqual(['/ip4/127.0.0.1/tcp/7', '/ip4/203.0.113.9/tcp/7'])
})

test('IPv6 is dialled where this machine has it, or when there is nothing else', () => {
  const route = ['/ip6/2a00::1/tcp/7', '/ip4/203.0.113.9/tcp/7']
  expect(worthDialling(route, own())).toEqual(['/ip4/203.0.113.9/tcp/7'])
  expect(worthDialling(route.slice(0, 1), own())).toEqual(route.slice(0, 1))
  const withV6 = [...LAPTOP, entry('wlan0', '2a00::5', 64)]
  expect(worthDialling(route, own({ interfaces: withV6 }))).toEqual(route)
})
