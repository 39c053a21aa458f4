import { createServer } from 'node:net'
import { formatTcp, parseTcp, type TcpAddress } from './multiaddr.ts'

/** All interfaces, both families, ports chosen by the system. */
export const DEFAULT_LISTEN = ['/ip4/0.0.0.0/tcp/0', '/ip6/::/tcp/0'] as const

/**
 * What can be listened on: a port that another program has taken since the last time is replaced by one that the
 * system chooses, an address that this machine does not have is left out.
 */
export async function availableListen(wanted: readonly string[]): Promise<string[]> {
  const out: string[] = []
  for (const text of wanted) {
    const address = parseTcp(text)
    if (address === null) continue
    const code = address.port === 0 ? null : await tryListen(address)
    if (code === null) out.push(text)
    else if (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL' && code !== 'EINVAL') {
      out.push(formatTcp({ ...address, port: 0 }))
    }
  }
  return out
}

function tryListen({ family, host, port }: TcpAddress): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
    server.listen({ host, port, ipv6Only: family === 'ip6' }, () => server.close(() => resolve(null)))
  })
}

/** `wanted` with the ports that were chosen. `bound`: for each listener the addresses it is bound to, expanded. */
export function chosenPorts(wanted: readonly string[], bound: readonly (readonly string[])[]): string[] {
  const left = bound.map((texts) => texts.map(parseTcp).filter((address) => address !== null))
  const out: string[] = []
  for (const text of wanted) {
    const address = parseTcp(text)
    if (address === null) continue
    const any = address.host === '0.0.0.0' || address.host === '::'
    const at = left.findIndex((addresses) =>
      addresses.some(
        ({ family, host, port }) =>
          family === address.family &&
          (any || host === address.host) &&
          (address.port === 0 || port === address.port),
      ),
    )
    const port = left.splice(at < 0 ? left.length : at, 1)[0]?.[0]?.port
    if (port !== undefined) out.push(formatTcp({ ...address, port }))
  }
  return out
}
