import type { MulticastSocket, OpenMulticast } from '#engine/net/discovery/index.ts'
import type { DnsPacket } from '#engine/net/discovery/record.ts'

interface Member {
  readonly network: string
  readonly address: string
  query: (packet: DnsPacket) => void
  response: (packet: DnsPacket, source: string) => void
  error: () => void
}

/**
 * Multicast in memory. Each socket is on the network of its address's first three numbers and hears what is sent
 * there, itself included, as the kernel does it. Packets are data: a copy is delivered.
 */
export class MulticastBus {
  readonly #members = new Set<Member>()
  readonly sent: {
    readonly from: string
    readonly kind: 'query' | 'response'
    readonly packet: DnsPacket
  }[] = []

  readonly open: OpenMulticast = (address) => {
    const nothing = () => {}
    const network = address.split('.').slice(0, 3).join('.')
    const member: Member = { network, address, query: nothing, response: nothing, error: nothing }
    this.#members.add(member)
    const send = (kind: 'query' | 'response', packet: DnsPacket) => {
      this.sent.push({ from: address, kind, packet })
      if (kind === 'query') this.#deliver(network, (to) => to.query(structuredClone(packet)))
      else this.#deliver(network, (to) => to.response(structuredClone(packet), address))
    }
    const socket: MulticastSocket = {
      query: (packet) => send('query', packet),
      respond: (packet) => send('response', packet),
      onQuery: (listener) => (member.query = listener),
      onResponse: (listener) => (member.response = listener),
      onError: (listener) => (member.error = listener),
      close: async () => void this.#members.delete(member),
    }
    return socket
  }

  /** A packet from somebody who is not a node of the test. */
  inject(network: string, packet: DnsPacket, source: string): void {
    this.#deliver(network, (to) => to.response(packet, source))
  }

  ask(network: string, packet: DnsPacket): void {
    this.#deliver(network, (to) => to.query(packet))
  }

  /** The sockets on a network fail, as they do when the port is taken. */
  fail(network: string): void {
    this.#deliver(network, (to) => to.error())
  }

  get sockets(): string[] {
    return [...this.#members].map(({ address }) => address).toSorted()
  }

  #deliver(network: string, to: (member: Member) => void): void {
    queueMicrotask(() => {
      for (const member of [...this.#members]) if (member.network === network) to(member)
    })
  }
}
