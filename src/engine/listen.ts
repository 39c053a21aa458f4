const DEFAULT_LISTEN = ['/ip4/0.0.0.0/tcp/0', '/ip6/::/tcp/0']

/** Where to listen: port 0 stands for the port that this profile keeps, as long as that one is free. */
export function keptPorts(listen: readonly string[] = DEFAULT_LISTEN, ports: readonly number[]): string[] {
  const port = ports[0] ?? 0
  return listen.map((multiaddr) => multiaddr.replace(/\/tcp\/0(?=\/|$)/, `/tcp/${port}`))
}

/** The TCP ports in multiaddrs, each once. */
export function portsOf(multiaddrs: readonly string[]): number[] {
  const ports = multiaddrs.map((multiaddr) => Number(/\/tcp\/(\d+)/.exec(multiaddr)?.[1] ?? 0))
  return [...new Set(ports)].filter((port) => port > 0)
}
