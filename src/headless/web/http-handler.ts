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

/** Answers one request: the page, which holds no secret, or whether a token is the right one. */
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
  if (path === '/session') return checkSession(parts, request)
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

/** Lets the page tell "no longer known here" from "nobody there", which a WebSocket that fails does not say. */
function checkSession({ gate, credentials }: WebParts, { method, headers }: IncomingMessage): Answer {
  if (gate.isCrossSite(headers)) return { status: 403 }
  if (method !== 'GET') return notAllowed('GET')
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  switch (given === undefined ? 'wrong' : credentials.checkToken(given)) {
    case 'right':
      return { status: 204 }
    case 'wrong':
      return { status: 401, headers: { 'www-authenticate': 'Bearer' } }
    case 'limited':
      return { status: 429, headers: { 'retry-after': '60' } }
  }
}

function notAllowed(allow: string): Answer {
  return { status: 405, headers: { allow } }
}
