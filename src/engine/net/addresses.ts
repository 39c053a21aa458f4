import { BlockList } from 'node:net'
import { networkInterfaces } from 'node:os'
import { MAX_MULTIADDRS } from './limits.ts'
import { formatTcp, parseTcp, scopeOf, type Scope, type TcpAddress } from './multiaddr.ts'

/** One address of one network interface of this machine. */
export interface InterfaceAddress {
  readonly name: string
  readonly family: 'ip4' | 'ip6'
  readonly host: string
  readonly prefix: number
  readonly internal: boolean
}

export function listInterfaces(): InterfaceAddress[] {
  const out: InterfaceAddress[] = []
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address, family, internal, cidr } of addresses ?? []) {
      const prefix = Number(cidr?.split('/')[1] ?? (family === 'IPv4' ? 32 : 128))
      out.push({
        name,
        family: family === 'IPv4' ? 'ip4' : 'ip6',
        host: address.toLowerCase(),
        prefix,
        internal,
      })
    }
  }
  return out
}

/** Bridges of containers and virtual machines: their addresses mean nothing on another machine. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|flannel|podman|vEthernet)/

const TELL_ORDER: readonly Scope[] = ['private', 'public', 'loopback']

/**
 * The multiaddrs worth telling others, best first, at most eight: a local network first, then public ones, bridges of
 * virtual machines last. Loopback only where there is nothing else.
 */
export function worthTelling(
  listening: readonly string[],
  interfaces: readonly InterfaceAddress[],
): string[] {
  const virtual = new Set(interfaces.filter(({ name }) => VIRTUAL.test(name)).map(({ host }) => host))
  const known = unique(listening)
  const wide = known.filter((address) => scopeOf(address) === 'private' || scopeOf(address) === 'public')
  const chosen = wide.length > 0 ? wide : known.filter((address) => scopeOf(address) === 'loopback')
  const rank = (address: TcpAddress) =>
    TELL_ORDER.indexOf(scopeOf(address)) * 2 +
    (address.family === 'ip6' ? 1 : 0) +
    (virtual.has(address.host) ? 10 : 0)
  return chosen
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MAX_MULTIADDRS)
    .map(formatTcp)
}

/** What this node knows about itself when it decides where to dial. */
export interface OwnPlace {
  readonly interfaces: readonly InterfaceAddress[]
  /** Own multiaddrs, expanded to the interfaces. */
  readonly listening: readonly string[]
  /** Listens on loopback alone, so that others on loopback are what it is there for. */
  readonly loopbackOnly: boolean
}

/**
 * The addresses of a route worth dialling, best first, at most eight. Left out: what is not TCP, what nobody can be
 * reached at, oneself, loopback (unless this node is on loopback too or there is nothing else), and IPv6 where this
 * machine has none (unless there is nothing else).
 */
export function worthDialling(route: readonly string[], own: OwnPlace): string[] {
  const self = new Set(own.listening.map((text) => text.toLowerCase()))
  const candidates = unique(route.slice(0, 4 * MAX_MULTIADDRS)).filter((address) => {
    const scope = scopeOf(address)
    if (address.port === 0 || self.has(formatTcp(address))) return false
    return scope === 'public' || scope === 'private' || scope === 'loopback'
  })
  const hasV6 = own.interfaces.some(
    ({ family, host, internal }) => !internal && family === 'ip6' && isWide(host),
  )
  const local = new BlockList()
  for (const { family, host, prefix, internal } of own.interfaces) {
    if (!internal) local.addSubnet(host, prefix, family === 'ip4' ? 'ipv4' : 'ipv6')
  }
  const rank = (address: TcpAddress): number => {
    const { family, host } = address
    if (scopeOf(address) === 'loopback') return own.loopbackOnly ? 0 : 9
    if (family === 'ip6' && !hasV6) return 8
    if ((family === 'ip4' || family === 'ip6') && local.check(host, family === 'ip4' ? 'ipv4' : 'ipv6'))
      return 1
    return scopeOf(address) === 'public' ? 2 : 3
  }
  const ranked = candidates
    .map((address) => ({ address, rank: rank(address) }))
    .toSorted((a, b) => a.rank - b.rank)
  const good = ranked.filter((candidate) => candidate.rank < 8)
  return (good.length > 0 ? good : ranked).slice(0, MAX_MULTIADDRS).map(({ address }) => formatTcp(address))
}

function isWide(host: string): boolean {
  const scope = scopeOf({ family: 'ip6', host })
  return scope === 'public' || scope === 'private'
}

function unique(texts: readonly string[]): TcpAddress[] {
  const seen = new Map<string, TcpAddress>()
  for (const text of texts) {
    const address = parseTcp(text)
    if (address !== null && !seen.has(formatTcp(address))) seen.set(formatTcp(address), address)
  }
  return [...seen.values()]
}
