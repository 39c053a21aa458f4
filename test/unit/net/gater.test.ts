import { multiaddr } from '@multiformats/multiaddr'
import { peerIdFromString } from '@libp2p/peer-id'
import type { MultiaddrConnection, PeerId as Libp2pPeerId } from '@libp2p/interface'
import { beforeEach, expect, test } from 'vitest'
import { Gater } from '#engine/net/gater.ts'
import {
  ABUSE_WINDOW_MS,
  BAN_MS,
  MAX_CONNECTIONS_PER_HOST,
  MAX_CONNECTIONS_PER_PEER,
  MAX_PENDING_PER_HOST,
  MAX_REPORTED_PEERS,
} from '#engine/net/limits.ts'
import { peerIdFromPeerKey } from '#engine/net/peer-id.ts'

const peer = (n: number) => {
  const key = new Uint8Array(32)
  new DataView(key.buffer).setUint32(0, n)
  return peerIdFromPeerKey(key)
}
const SELF = peer(0)
const EVE = peer(1)

/** What the gater uses of a connection. */
class Connection extends EventTarget {
  readonly remoteAddr: ReturnType<typeof multiaddr>
  constructor(host: string) {
    super()
    this.remoteAddr = multiaddr(`/${host.includes(':') ? 'ip6' : 'ip4'}/${host}/tcp/1234`)
  }
  close(): void {
    this.dispatchEvent(new Event('close'))
  }
}

let now = 0
let gater: Gater
let rules: Required<ReturnType<Gater['forLibp2p']>>
beforeEach(() => {
  now = 0
  gater = new Gater(SELF, () => now)
  rules = gater.forLibp2p() as typeof rules
})

const id = (text: string): Libp2pPeerId => peerIdFromString(text)
const knock = (connection: Connection) =>
  rules.denyInboundConnection(connection as unknown as MultiaddrConnection)
const upgraded = (who: string, connection: Connection): void =>
  void rules.denyInboundUpgradedConnection(id(who), connection as unknown as MultiaddrConnection)

test('half-open connections of one host are few; others are not kept out by them', () => {
  const open = Array.from({ length: MAX_PENDING_PER_HOST }, () => new Connection('192.0.2.1'))
  expect(open.map(knock)).not.toContain(true)
  expect(knock(new Connection('192.0.2.1'))).toBe(true)
  expect(knock(new Connection('192.0.2.2'))).toBe(false)
  open[0]?.close()
  expect(knock(new Connection('192.0.2.1'))).toBe(false)
})

test('connections of one host are bounded, and of one /64', () => {
  const open: Connection[] = []
  for (let i = 0; i < MAX_CONNECTIONS_PER_HOST; i++) {
    const connection = new Connection(`2001:db8:0:1::${i.toString(16)}`)
    expect(knock(connection)).toBe(false)
    upgraded(peer(100 + i), connection)
    open.push(connection)
  }
  expect(gater.inbound).toBe(MAX_CONNECTIONS_PER_HOST)
  expect(knock(new Connection('2001:db8:0:1::ffff'))).toBe(true)
  expect(knock(new Connection('2001:db8:0:2::1'))).toBe(false)
  for (const connection of open) connection.close()
  expect(gater.inbound).toBe(1)
  expect(knock(new Connection('2001:db8:0:1::ffff'))).toBe(false)
})

test('a peer has only so many connections, from wherever', () => {
  const open: Connection[] = []
  for (let i = 0; i < MAX_CONNECTIONS_PER_PEER; i++) {
    const connection = new Connection(`192.0.2.${i}`)
    expect(knock(connection)).toBe(false)
    expect(rules.denyInboundEncryptedConnection(id(EVE), connection as never)).toBe(false)
    upgraded(EVE, connection)
    open.push(connection)
  }
  expect(rules.denyInboundEncryptedConnection(id(EVE), open[0] as never)).toBe(true)
  expect(rules.denyInboundEncryptedConnection(id(peer(2)), open[0] as never)).toBe(false)
  open[0]?.close()
  expect(rules.denyInboundEncryptedConnection(id(EVE), open[0] as never)).toBe(false)
})

test('the third report within the window bans, for a while, in every direction', () => {
  expect([gater.report(EVE), gater.report(EVE)]).toEqual([false, false])
  now = ABUSE_WINDOW_MS
  expect([gater.report(EVE), gater.report(EVE), gater.isBanned(EVE)]).toEqual([false, false, false])
  expect([gater.report(EVE), gater.isBanned(EVE)]).toEqual([true, true])
  expect(rules.denyDialPeer(id(EVE))).toBe(true)
  expect(rules.denyInboundEncryptedConnection(id(EVE), undefined as never)).toBe(true)
  expect(rules.denyOutboundEncryptedConnection(id(EVE), undefined as never)).toBe(true)
  now += BAN_MS
  expect([gater.isBanned(EVE), rules.denyDialPeer(id(EVE))]).toEqual([false, false])
})

test('what is remembered of misbehaviour is bounded', () => {
  for (let i = 0; i < 3; i++) gater.report(EVE)
  for (let i = 0; i < MAX_REPORTED_PEERS - 1; i++) gater.report(peer(10 + i))
  expect(gater.isBanned(EVE)).toBe(true)
  gater.report(peer(9))
  expect(gater.isBanned(EVE)).toBe(false)
})

test('only TCP is dialled and remembered, and never oneself', () => {
  expect(rules.denyDialPeer(id(SELF))).toBe(true)
  const addresses = ['/ip4/1.2.3.4/tcp/5', `/ip4/1.2.3.4/tcp/5/p2p/${EVE}`, '/dns4/a.example/tcp/5']
  for (const text of addresses) expect(rules.denyDialMultiaddr(multiaddr(text))).toBe(false)
  for (const text of ['/ip4/1.2.3.4/udp/5/quic-v1', '/ip4/1.2.3.4/tcp/5/ws', '/unix/a', `/p2p/${EVE}`]) {
    expect(rules.denyDialMultiaddr(multiaddr(text))).toBe(true)
    expect(rules.filterMultiaddrForPeer(id(EVE), multiaddr(text))).toBe(false)
  }
})
