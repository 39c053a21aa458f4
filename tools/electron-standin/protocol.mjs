import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { app } from './app.mjs'
import { notImplemented, strict } from './support.mjs'

/**
 * Custom schemes. Chromium knows none but its own, so `app://bundle/x` is shown as
 * `http://bundle.app.standin.localhost/x`, a secure context, and one loopback server per app answers for all of them.
 */
export const HOST_SUFFIX = 'standin.localhost'
const SHOWN = /^http:\/\/(.*)\.([a-z][a-z0-9+-]*)\.standin\.localhost(?::\d+)?(\/.*)?$/
const CUSTOM = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/i

const privileged = new Set()
const handlers = new Map()

/** Of the address of the app to that of Chromium; other addresses stay as they are. */
export function toChromium(url) {
  const match = CUSTOM.exec(url)
  if (!match || !(privileged.has(match[1]) || handlers.has(match[1]))) return url
  return `http://${match[2]}.${match[1]}.${HOST_SUFFIX}${match[3] || '/'}`
}

export function fromChromium(url) {
  const match = SHOWN.exec(url)
  return match ? `${match[2]}://${match[1]}${match[3] ?? '/'}` : url
}

/** The URL standard gives custom schemes no origin; Electron does, because they are registered as standard. */
export function originOf(url) {
  const parsed = URL.parse(url)
  return parsed?.origin === 'null' ? `${parsed.protocol}//${parsed.host}` : (parsed?.origin ?? '')
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes) {
    if (app.isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    }
    for (const { scheme } of schemes) privileged.add(scheme)
  },
  handle(scheme, handler) {
    if (!app.isReady()) throw new Error('protocol.handle can only be used after app is ready')
    if (handlers.has(scheme)) throw new Error(`The scheme has been intercepted: ${scheme}`)
    if (['http', 'https', 'file'].includes(scheme)) throw notImplemented(`protocol.handle('${scheme}')`)
    handlers.set(scheme, handler)
  },
  unhandle(scheme) {
    handlers.delete(scheme)
  },
  isProtocolHandled: (scheme) => handlers.has(scheme),
})

/** Serves the custom schemes to Chromium; resolves with the server once it listens. */
export async function serveSchemes() {
  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => {
      console.error('Electron stand-in: a protocol handler failed', error)
      response.destroy()
    })
  })
  const listening = Promise.withResolvers()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  return server
}

// Chromium's own, which a handler under Electron does not see or sees otherwise.
const HIDDEN_HEADERS = new Set(['host', 'connection', 'origin', 'referer'])

async function answer(request, response) {
  const url = fromChromium(`http://${request.headers.host}${request.url}`)
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  // Electron never asks for a favicon; a browser does.
  if (!handler || request.url === '/favicon.ico') return void response.writeHead(404).end()
  const headers = Object.entries(request.headers).filter(([name]) => !HIDDEN_HEADERS.has(name))
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const answered = await handler(
    new Request(url, {
      method: request.method,
      headers: headers.map(([name, value]) => [name, String(value)]),
      ...(hasBody && { body: Readable.toWeb(request), duplex: 'half' }),
    }),
  )
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  if (answered.body) Readable.fromWeb(answered.body).pipe(response)
  else response.end()
}
