import type { IncomingHttpHeaders } from 'node:http'

/** Which requests are ours at all, before any credential is looked at. */
export interface Gate {
  /** A name that was rebound to 127.0.0.1 (DNS rebinding) arrives with its own Host. */
  hostIsOurs(headers: IncomingHttpHeaders): boolean
  /** The page that asks is ours. A WebSocket always says where it comes from. */
  originIsOurs(headers: IncomingHttpHeaders): boolean
  /** Another site asks: its page sends an Origin, or its browser says so. */
  isCrossSite(headers: IncomingHttpHeaders): boolean
}

export function createGate(port: number): Gate {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  const originIsOurs = ({ host, origin }: IncomingHttpHeaders) =>
    host !== undefined && hosts.has(host) && origin === `http://${host}`
  return {
    hostIsOurs: ({ host }) => host !== undefined && hosts.has(host),
    originIsOurs,
    isCrossSite(headers) {
      if (headers.origin !== undefined && !originIsOurs(headers)) return true
      const site = headers['sec-fetch-site']
      return site !== undefined && site !== 'same-origin' && site !== 'none'
    },
  }
}
