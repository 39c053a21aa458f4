import type { DnsPacket } from './record.ts'

/** The part of multicast-dns that is used; tests supply a network of their own. */
export interface MulticastSocket {
  query(packet: DnsPacket): void
  respond(packet: DnsPacket): void
  onQuery(listener: (packet: DnsPacket) => void): void
  /** `source` is the sender's IP address. */
  onResponse(listener: (packet: DnsPacket, source: string) => void): void
  /** The socket is of no more use. May be called more than once. */
  onError(listener: () => void): void
  close(): Promise<void>
}

/** Opens a socket that sends and receives on the interface with this IPv4 address. */
export type OpenMulticast = (address: string) => MulticastSocket

/** UDP port 5353 on 224.0.0.251, shared with the other responders of this machine. */
export async function loadMulticast(): Promise<OpenMulticast> {
  const { default: multicastDns } = await import('multicast-dns')
  return (address) => {
    const mdns = multicastDns({ interface: address, bind: '0.0.0.0' })
    // A warning is a packet that does not parse or an interface that vanished: neither is ours to fix or to log.
    mdns.on('warning', () => {})
    mdns.on('error', () => {})
    return {
      query: (packet) => mdns.query(packet as Parameters<typeof mdns.query>[0] & object),
      respond: (packet) => mdns.respond(packet as Parameters<typeof mdns.respond>[0]),
      onQuery: (listener) => mdns.on('query', (packet) => listener(packet)),
      onResponse: (listener) =>
        mdns.on('response', (packet, { address: source }) => listener(packet, source)),
      onError: (listener) => mdns.on('error', listener),
      close: () => new Promise((resolve) => mdns.destroy(resolve)),
    }
  }
}
