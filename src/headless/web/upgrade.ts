import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebParts } from './http-handler.ts'

const PROTOCOL_PREFIX = 'sotto.'

export type UpgradeCheck = { readonly ok: true } | { readonly ok: false; readonly status: number }

/**
 * May this request become a WebSocket? Host and Origin come first: another site must not even try a token. The token is
 * the name of the sub-protocol, the one thing of a handshake that a page can choose.
 */
export function checkUpgrade({ gate, credentials }: WebParts, request: IncomingMessage): UpgradeCheck {
  const { headers } = request
  if (!gate.hostIsOurs(headers)) return { ok: false, status: 421 }
  if (request.url !== '/rpc' || !gate.originIsOurs(headers)) return { ok: false, status: 403 }
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const protocol = offered.find((name) => name.startsWith(PROTOCOL_PREFIX))
  if (protocol === undefined) return { ok: false, status: 403 }
  const check = credentials.checkToken(protocol.slice(PROTOCOL_PREFIX.length))
  return check === 'right' ? { ok: true } : { ok: false, status: check === 'wrong' ? 403 : 429 }
}

export function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    () => socket.destroy(),
  )
}
