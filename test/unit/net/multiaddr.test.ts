import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTcp, hostGroup, parseTcp, scopeOf, splitPeer } from '#engine/net/multiaddr.ts'
import { peerIdFromPeerKey } from '#engine/net/peer-id.ts'

const PEER = peerIdFromPeerKey(new Uint8Array(32).fill(3))

describe('parseTcp', () => {
  test.each([
    ['/ip4/192.168.1.2/tcp/4001', { family: 'ip4', host: '192.168.1.2', port: 4001 }],
    ['/ip6/FE80::1/tcp/0', { family: 'ip6', host: 'fe80::1', port: 0 }],
    ['/dns4/Example.ORG/tcp/65535', { family: 'dns4', host: 'example.org', port: 65535 }],
    ['/dns/a-b.c_d/tcp/1', { family: 'dns', host: 'a-b.c_d', port: 1 }],
  ])('%s', (text, expected) => {
    expect(parseTcp(text)).toEqual(expected)
  })

  test.each([
    '',
    '/',
    '/ip4/1.2.3/tcp/1',
    '/ip4/1.2.3.4/tcp/65536',
    '/ip4/1.2.3.4/tcp/-1',
    '/ip4/1.2.3.4/tcp/1/',
    '/ip4/1.2.3.4/tcp/1/ws',
    '/ip4/1.2.3.4/udp/1/quic-v1',
    '/ip4/::1/tcp/1',
    '/ip6/1.2.3.4/tcp/1',
    '/ip6/fe80::1%eth0/tcp/1',
    '/ip6zone/eth0/ip6/fe80::1/tcp/1',
    '/dns4/a..b/tcp/1',
    '/dns4/-a/tcp/1',
    '/dns4/a b/tcp/1',
    '/dnsaddr/example.org/tcp/1',
    '/unix/%2Ftmp%2Fx',
    '/ip4/1.2.3.4/tcp/1\n',
    `/dns4/${'a.'.repeat(300)}a/tcp/1`,
    `/ip4/1.2.3.4/tcp/1/p2p/${PEER}`,
  ])('refuses %j', (text) => {
    expect(parseTcp(text)).toBeNull()
  })

  test('never throws, and what it takes it formats to what it takes', () => {
    const parts = fc.array(
      fc.constantFrom('ip4', 'ip6', 'tcp', 'dns', '1.2.3.4', '::1', '80', 'p2p', PEER, '', '%'),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          parts.map((all) => `/${all.join('/')}`),
        ),
        (text) => {
          splitPeer(text)
          const address = parseTcp(text)
          if (address !== null) expect(parseTcp(formatTcp(address))).toEqual(address)
        },
      ),
    )
  })
})

test('splitPeer takes both halves or nothing', () => {
  expect(splitPeer(`/ip4/1.2.3.4/tcp/5/p2p/${PEER}`)).toEqual({
    address: { family: 'ip4', host: '1.2.3.4', port: 5 },
    peerId: PEER,
  })
  for (const text of [
    `/p2p/${PEER}`,
    '/ip4/1.2.3.4/tcp/5',
    '/ip4/1.2.3.4/tcp/5/p2p/x',
    `/ip4/1.2.3.4/tcp/5/p2p/${PEER}/p2p-circuit/p2p/${PEER}`,
  ]) {
    expect(splitPeer(text)).toBeNull()
  }
})

test.each([
  ['ip4', '0.0.0.0', 'unspecified'],
  ['ip4', '0.1.2.3', 'unspecified'],
  ['ip4', '127.0.0.1', 'loopback'],
  ['ip4', '127.255.0.9', 'loopback'],
  ['ip4', '10.1.2.3', 'private'],
  ['ip4', '172.31.255.255', 'private'],
  ['ip4', '172.32.0.1', 'public'],
  ['ip4', '192.168.0.1', 'private'],
  ['ip4', '100.64.0.1', 'private'],
  ['ip4', '169.254.1.1', 'link-local'],
  ['ip4', '224.0.0.251', 'reserved'],
  ['ip4', '255.255.255.255', 'reserved'],
  ['ip4', '8.8.8.8', 'public'],
  ['ip6', '::', 'unspecified'],
  ['ip6', '::1', 'loopback'],
  ['ip6', 'fe80::1', 'link-local'],
  ['ip6', 'fd00::1', 'private'],
  ['ip6', 'ff02::fb', 'reserved'],
  ['ip6', '2a00:1450::1', 'public'],
  ['ip6', '::ffff:127.0.0.1', 'reserved'],
  ['ip6', '::ffff:7f00:1', 'reserved'],
  ['ip6', '0:0:0:0:0:ffff:7f00:1', 'reserved'],
  ['ip6', '64:ff9b::7f00:1', 'reserved'],
  ['dns4', 'example.org', 'public'],
  ['dns4', 'localhost', 'loopback'],
  ['dns', 'a.localhost.', 'loopback'],
] as const)('%s %s is %s', (family, host, scope) => {
  expect(scopeOf({ family, host })).toBe(scope)
})

test('inbound limits count an IPv4 address, and a /64 of IPv6', () => {
  const group = (family: 'ip4' | 'ip6', host: string) => hostGroup({ family, host, port: 1 })
  expect(group('ip4', '1.2.3.4')).toBe('1.2.3.4')
  expect(group('ip6', '2001:db8:0:1::1')).toBe(group('ip6', '2001:db8:0:1:ffff:ffff:ffff:ffff'))
  expect(group('ip6', '2001:db8:0:1::1')).not.toBe(group('ip6', '2001:db8:0:2::1'))
  expect(group('ip6', '::1')).toBe(group('ip6', '::'))
})
