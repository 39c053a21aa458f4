import { Buffer } from 'node:buffer'
import type { WebSocket } from 'ws'
import type { Engine } from '#engine/index.ts'
import { rpcSession } from '../rpc-session.ts'

/** A reader this far behind is gone or stuck. Nothing is lost: it fetches again when it comes back. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** From here on no further request is read until the reader has caught up. */
const PAUSE_BYTES = 1024 * 1024
const PING_MS = 30_000

const UNSUPPORTED_DATA = 1003

export interface Connection {
  close(code: number): void
}

/** Serves the contract to one WebSocket until it closes. */
export function serveConnection(engine: Engine, socket: WebSocket): Connection {
  const session = rpcSession({ caller: engine.connect(), send, onRoom: keepUp })

  function send(text: string): void {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_WAITING_BYTES) return socket.terminate()
    socket.send(text, keepUp)
  }
  function keepUp(): void {
    if (socket.readyState !== socket.OPEN) return
    const full = !session.hasRoom || socket.bufferedAmount > PAUSE_BYTES
    if (full) socket.pause()
    else socket.resume()
  }

  socket.on('message', (data, isBinary) => {
    // `ws` hands over one Buffer here, unless its binaryType is changed.
    if (isBinary || !Buffer.isBuffer(data)) return socket.close(UNSUPPORTED_DATA)
    session.receive(data.toString('utf8'), data.length)
    keepUp()
  })
  // Too long, not UTF-8, reset: `ws` closes the connection itself.
  socket.on('error', () => undefined)

  let alive = true
  socket.on('pong', () => {
    alive = true
  })
  const ping = setInterval(() => {
    // A paused socket reads no pong; its reader is judged by how far it is behind.
    if (!alive && !socket.isPaused) return socket.terminate()
    alive = false
    socket.ping()
  }, PING_MS).unref()

  socket.on('close', () => {
    clearInterval(ping)
    session.close()
  })
  return { close: (code) => socket.close(code) }
}
