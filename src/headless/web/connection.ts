import { Buffer } from 'node:buffer'
import type { WebSocket } from 'ws'
import type { Engine } from '#engine/index.ts'
import { rpcSession } from '../rpc-session.ts'

/** A reader this far behind is gone or stuck. Nothing is lost: it fetches again when it comes back. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024
/** A page asks for a few things at once. The answers to this many, waiting for their reader, fit into the above. */
const MAX_RUNNING = 16
const PING_MS = 30_000

const UNSUPPORTED_DATA = 1003

/** Serves the contract to one WebSocket until it closes. */
export function serveConnection(engine: Engine, socket: WebSocket): void {
  const session = rpcSession({ caller: engine.connect(), send, onRoom: proceed, maxRunning: MAX_RUNNING })
  /** What was read before the pause took hold: no more than one message and what one read brings. */
  let waiting: Buffer[] = []

  async function send(text: string): Promise<void> {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_WAITING_BYTES) return socket.terminate()
    const { promise, resolve } = Promise.withResolvers<void>()
    socket.send(text, () => resolve())
    await promise
  }
  function proceed(): void {
    if (socket.readyState !== socket.OPEN) return
    while (session.hasRoom) {
      const next = waiting.shift()
      if (next === undefined) return socket.resume()
      session.receive(next.toString('utf8'), next.length)
    }
    socket.pause()
  }

  socket.on('message', (data, isBinary) => {
    // `ws` hands over one Buffer here, unless its binaryType is changed.
    if (isBinary || !Buffer.isBuffer(data)) return socket.close(UNSUPPORTED_DATA)
    waiting.push(data)
    proceed()
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
    waiting = []
    session.close()
  })
}
