import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { Engine } from '#engine/index.ts'
import { HostError } from '../host-error.ts'
import { MAX_REQUEST_BYTES } from '../rpc-session.ts'
import { serveConnection } from './connection.ts'
import { createCredentials } from './credentials.ts'
import { createGate } from './gate.ts'
import { handleHttp, type WebParts } from './http-handler.ts'
import { listStaticFiles } from './static-files.ts'
import { checkUpgrade, refuseUpgrade } from './upgrade.ts'

/** Tabs of one person. */
const MAX_WEBSOCKETS = 32
const MAX_CONNECTIONS = 256
const GOING_AWAY = 1001
const TRY_AGAIN_LATER = 503

export interface WebServerInit {
  readonly engine: Engine
  /** 0: any free one. */
  readonly port: number
  /** Folder of the built interface. */
  readonly rendererDir: string
  /** @default Date.now */
  readonly now?: () => number
}

export interface WebServer {
  /** The address with the token in its fragment, which a browser sends to nobody. */
  readonly url: string
  readonly origin: string
  stop(): Promise<void>
}

/** Serves the interface and the contract on 127.0.0.1. The engine must have been started and stays the caller's. */
export async function startWebServer(init: WebServerInit): Promise<WebServer> {
  const files = await listStaticFiles(init.rendererDir).catch(() => new Map<string, never>())
  if (!files.has('/')) throw new HostError('the interface has not been built: npm run build')
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16 * 1024 })
  server.maxConnections = MAX_CONNECTIONS
  const port = await listen(server, init.port)
  const credentials = createCredentials(init.now ?? Date.now)
  const parts: WebParts = { gate: createGate(port), credentials, files }
  server.on('request', (request, response) => void handleHttp(parts, request, response))
  const sockets = mountContract(server, parts, init.engine)
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    url: `${origin}/#token=${credentials.token}`,
    async stop() {
      for (const socket of sockets.clients) socket.close(GOING_AWAY)
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      server.closeAllConnections()
      // `closeAllConnections` does not know of sockets that were upgraded.
      for (const socket of sockets.clients) socket.terminate()
      await promise
    },
  }
}

function mountContract(server: Server, parts: WebParts, engine: Engine): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_REQUEST_BYTES,
    perMessageDeflate: false,
    // checkUpgrade has let through the first of this kind, and a browser wants it repeated.
    handleProtocols: (offered) => [...offered].find((name) => name.startsWith('sotto.')) ?? false,
  })
  server.on('upgrade', (request, socket, head) => {
    const check = checkUpgrade(parts, request)
    if (!check.ok) return refuseUpgrade(socket, check.status)
    if (sockets.clients.size >= MAX_WEBSOCKETS) return refuseUpgrade(socket, TRY_AGAIN_LATER)
    sockets.handleUpgrade(request, socket, head, (client) => serveConnection(engine, client))
  })
  return sockets
}

async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', resolve)
  try {
    await promise
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EADDRINUSE') throw new HostError(`port ${port} is in use`, { cause })
    if (code === 'EACCES') throw new HostError(`port ${port} needs more rights than this user has`, { cause })
    throw cause
  }
  return (server.address() as AddressInfo).port
}
