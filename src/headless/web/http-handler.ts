import { readFile } from 'node:fs/promises'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Credentials } from './credentials.ts'
import type { Gate } from './gate.ts'
import { PAGE_HEADERS } from '#shared/page.ts'
import type { StaticFile } from './static-files.ts'

export interface WebParts {
  readonly gate: Gate
  readonly credentials: Credentials
  readonly files: ReadonlyMap<string, StaticFile>
}

type Answer = { readonly status: number; readonly headers?: OutgoingHttpHeaders; readonly body?: Buffer }

/** Answers one request: the page, which holds no secret, or the exchange of the token for a session. */
export async function handleHttp(
  parts: WebParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // No request here has a body that matters; what comes is thrown away.
  request.resume()
  const { status, headers, body } = await answer(parts, request)
  response.writeHead(status, {
    ...PAGE_HEADERS,
    'cache-control': 'no-store',
    ...(status === 204 ? {} : { 'content-length': body?.length ?? 0 }),
    ...headers,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

async function answer(parts: WebParts, request: IncomingMessage): Promise<Answer> {
  if (!parts.gate.hostIsOurs(request.headers)) return { status: 421 }
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  if (path === '/session') return session(parts, request)
  const file = parts.files.get(path)
  if (file === undefined) return { status: 404 }
  if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD')
  try {
    return {
      status: 200,
      headers: { 'content-type': file.type, 'cache-control': file.cache },
      body: await readFile(file.path),
    }
  } catch {
    // A build has replaced it since the start.
    return { status: 404 }
  }
}

function session({ gate, credentials }: WebParts, { method, headers }: IncomingMessage): Answer {
  if (gate.isCrossSite(headers)) return { status: 403 }
  if (method === 'GET' || method === 'HEAD') {
    return { status: credentials.checkSession(gate.sessionCookie(headers) ?? '') ? 204 : 401 }
  }
  if (method !== 'POST') return notAllowed('GET, HEAD, POST')
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (given === undefined) return { status: 401, headers: { 'www-authenticate': 'Bearer' } }
  switch (credentials.checkToken(given)) {
    case 'limited':
      return { status: 429, headers: { 'retry-after': '60' } }
    case 'wrong':
      return { status: 401, headers: { 'www-authenticate': 'Bearer' } }
    case 'right': {
      const cookie = `${gate.cookieName}=${credentials.openSession()}; HttpOnly; SameSite=Strict; Path=/`
      return { status: 204, headers: { 'set-cookie': cookie } }
    }
  }
}

function notAllowed(allow: string): Answer {
  return { status: 405, headers: { allow } }
}
