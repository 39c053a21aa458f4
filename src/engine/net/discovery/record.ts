import type { PeerId } from '#shared/ids.ts'
import { MAX_MULTIADDRS, MDNS_TTL_SECONDS } from '../limits.ts'
import { formatTcp, scopeOf, splitPeer } from '../multiaddr.ts'
import type { PeerRoute } from '../peer-network.ts'

/** The name under which Sotto is looked for on the local network. */
export const SERVICE = '_sotto._tcp.local'

const KEY = 'dnsaddr='

/** One DNS record, as multicast-dns has it; what comes from outside may be anything. */
export interface DnsRecord {
  readonly type: string
  readonly name: string
  readonly data?: unknown
  readonly ttl?: number | undefined
  readonly class?: string | undefined
}

export interface DnsPacket {
  readonly questions?: readonly DnsRecord[] | undefined
  readonly answers?: readonly DnsRecord[] | undefined
  readonly additionals?: readonly DnsRecord[] | undefined
}

export const QUESTION: DnsPacket = { questions: [{ name: SERVICE, type: 'PTR' }] }

export function asksForUs({ questions = [] }: DnsPacket): boolean {
  return questions.some(({ name, type }) => name === SERVICE && (type === 'PTR' || type === 'ANY'))
}

/**
 * The records that announce a node: a PTR to a random label (no host name) and a TXT with one `dnsaddr=` string per
 * multiaddr, PeerId included, the form of libp2p's mDNS specification.
 */
export function announcement(label: string, peerId: PeerId, multiaddrs: readonly string[]): DnsPacket {
  const name = `${label}.${SERVICE}`
  const common = { ttl: MDNS_TTL_SECONDS, class: 'IN' }
  const data = multiaddrs.slice(0, MAX_MULTIADDRS).map((multiaddr) => `${KEY}${multiaddr}/p2p/${peerId}`)
  return {
    answers: [
      { ...common, type: 'PTR', name: SERVICE, data: name },
      { ...common, type: 'TXT', name, data },
    ],
  }
}

/**
 * Untrusted packet to a route; null when it does not announce one Sotto node. Loopback addresses count only when the
 * packet came from this machine, since everybody has them.
 */
export function parseAnnouncement(packet: DnsPacket, fromThisMachine: boolean): PeerRoute | null {
  const records = [...(packet.answers ?? []), ...(packet.additionals ?? [])].slice(0, 64)
  const label = records.find(({ type, name }) => type === 'PTR' && name === SERVICE)?.data
  if (typeof label !== 'string' || !label.endsWith(`.${SERVICE}`)) return null
  let peerId: PeerId | null = null
  const multiaddrs = new Set<string>()
  for (const text of texts(records, label)) {
    const found = splitPeer(text)
    if (found === null || (peerId !== null && found.peerId !== peerId)) continue
    const scope = scopeOf(found.address)
    const reachable = scope === 'private' || scope === 'public' || (scope === 'loopback' && fromThisMachine)
    if (found.address.family.startsWith('dns') || !reachable || found.address.port === 0) continue
    peerId = found.peerId
    if (multiaddrs.size < MAX_MULTIADDRS) multiaddrs.add(formatTcp(found.address))
  }
  return peerId === null ? null : { peerId, multiaddrs: [...multiaddrs] }
}

function* texts(records: readonly DnsRecord[], label: string): Iterable<string> {
  for (const { type, name, data } of records) {
    if (type !== 'TXT' || name !== label) continue
    for (const entry of Array.isArray(data) ? (data as unknown[]).slice(0, 64) : [data]) {
      const text = entry instanceof Uint8Array ? Buffer.from(entry).toString('latin1') : entry
      if (typeof text === 'string' && text.startsWith(KEY)) yield text.slice(KEY.length)
    }
  }
}
