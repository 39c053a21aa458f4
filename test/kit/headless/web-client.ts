import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { temporaryFolder } from '../temporary-folder.ts'

/** A built interface in miniature. */
export async function rendererFolder(): Promise<string> {
  const root = await temporaryFolder()
  await mkdir(join(root, 'assets'))
  await writeFile(join(root, 'index.html'), '<!doctype html><title>Sotto</title>')
  await writeFile(join(root, 'assets', 'index-AbCd1234.js'), 'export {}')
  await writeFile(join(root, 'secret.key'), 'secret')
  return root
}

export interface Ask {
  readonly method?: string
  /** Sent as it is, without being made a proper URL first. */
  readonly path?: string
  readonly headers?: OutgoingHttpHeaders
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export async function ask(port: number, { method = 'GET', path = '/', headers = {} }: Ask): Promise<Answer> {
  const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false })
  request.end()
  const [response] = await once(request, 'response')
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) body += chunk
  return { status: response.statusCode, headers: response.headers, body }
}

/** For requests that no client library would send. */
export async function askRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(text)
  let answer = ''
  for await (const chunk of socket.setEncoding('utf8')) answer += chunk
  return answer
}

export interface SocketAsk {
  readonly path?: string
  readonly protocols?: readonly string[]
  readonly headers?: Record<string, string>
}

/** An open WebSocket, or the status with which it was refused. */
export async function openSocket(port: number, ask: SocketAsk): Promise<WebSocket | number> {
  const { path = '/rpc', protocols = [], headers = {} } = ask
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], { headers })
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket | number>()
  socket.on('open', () => resolve(socket))
  socket.on('unexpected-response', (request, response) => {
    resolve(response.statusCode ?? 0)
    request.destroy()
  })
  socket.on('error', reject)
  return promise
}
