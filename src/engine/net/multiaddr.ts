import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { PeerId } from '#shared/ids.ts'
import { MAX_MULTIADDR_LENGTH } from './limits.ts'
import { parsePeerId } from './peer-id.ts'

/** Where to reach TCP: the only kind of multiaddr that Sotto listens on, dials or tells. */
export interface TcpAddress {
  readonly family: 'ip4' | 'ip6' | 'dns' | 'dns4' | 'dns6'
  /** Lower case; an IP address without a zone, or a DNS name. */
  readonly host: string
  /** 0 to 65,535. */
  readonly port: number
}

/** `reserved`: multicast, documentation, mapped and other ranges in which nobody is reached. */
export type Scope = 'public' | 'private' | 'loopback' | 'link-local' | 'unspecified' | 'reserved'

const SHAPE = /^\/(ip4|ip6|dns|dns4|dns6)\/([^/]{1,253})\/tcp\/(\d{1,5})$/
const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*\.?$/

/** Untrusted text to an address; null when it is anything but TCP over IPv4, IPv6 or a DNS name, bare of a PeerId. */
export function parseTcp(text: string): TcpAddress | null {
  if (text.length > MAX_MULTIADDR_LENGTH) return null
  const match = SHAPE.exec(text)
  if (match === null) return null
  const family = match[1] as TcpAddress['family']
  const host = (match[2] ?? '').toLowerCase()
  const port = Number(match[3])
  if (port > 65_535) return null
  if (
    family === 'ip4'
      ? !isIPv4(host)
      : family === 'ip6'
        ? !isIPv6(host) || host.includes('%')
        : !NAME.test(host)
  )
    return null
  return { family, host, port }
}

export function formatTcp({ family, host, port }: TcpAddress): string {
  return `/${family}/${host}/tcp/${port}`
}

/** `/ip4/…/tcp/…/p2p/PEERID` to its two halves; null when either is not valid. */
export function splitPeer(text: string): { readonly address: TcpAddress; readonly peerId: PeerId } | null {
  if (text.length > MAX_MULTIADDR_LENGTH) return null
  const at = text.lastIndexOf('/p2p/')
  if (at < 0) return null
  const address = parseTcp(text.slice(0, at))
  const peerId = parsePeerId(text.slice(at + 5))
  return address === null || peerId === null ? null : { address, peerId }
}

type Range = readonly [address: string, prefix: number]

function ranges(v4: readonly Range[], v6: readonly Range[]): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of v4) list.addSubnet(address, prefix, 'ipv4')
  for (const [address, prefix] of v6) list.addSubnet(address, prefix, 'ipv6')
  return list
}

// In this order: the first that matches decides. Source: the IANA special-purpose address registries.
const SCOPES: readonly (readonly [Scope, BlockList])[] = [
  ['unspecified', ranges([['0.0.0.0', 8]], [['::', 128]])],
  ['loopback', ranges([['127.0.0.0', 8]], [['::1', 128]])],
  ['link-local', ranges([['169.254.0.0', 16]], [['fe80::', 10]])],
  [
    'private',
    ranges(
      [
        ['10.0.0.0', 8],
        ['172.16.0.0', 12],
        ['192.168.0.0', 16],
        ['100.64.0.0', 10],
      ],
      [['fc00::', 7]],
    ),
  ],
  // Benchmarking (198.18/15) and documentation networks are left out: labs and namespaces use them as if public.
  [
    'reserved',
    ranges(
      [['224.0.0.0', 3]],
      [
        ['ff00::', 8],
        ['64:ff9b::', 96],
        ['100::', 64],
      ],
    ),
  ],
]

/** The reach of an address. A DNS name counts as public, except the names that mean this machine. */
export function scopeOf({ family, host }: Pick<TcpAddress, 'family' | 'host'>): Scope {
  if (family !== 'ip4' && family !== 'ip6')
    return /^(?:.*\.)?localhost\.?$/.test(host) ? 'loopback' : 'public'
  // IPv4 in IPv6 clothes: a BlockList would look through them, and a filter of IPv4 addresses would not.
  if (family === 'ip6' && (host.includes('.') || expand(host).slice(0, 6).join('') === MAPPED))
    return 'reserved'
  for (const [scope, list] of SCOPES) if (list.check(host, family === 'ip4' ? 'ipv4' : 'ipv6')) return scope
  return 'public'
}

/**
 * What inbound limits count by: an IPv4 address, or the /64 of an IPv6 address, since a host has a whole /64 to
 * itself. Not an address any more, only a key.
 */
export function hostGroup({ family, host }: TcpAddress): string {
  return family === 'ip6' ? expand(host).slice(0, 4).join(':') : host
}

const MAPPED = '0000'.repeat(5) + 'ffff'

function expand(host: string): string[] {
  const [head = '', tail] = host.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array<string>(zeros).fill('0'), ...after].map((part) => part.padStart(4, '0'))
}
