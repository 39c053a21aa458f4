import { EventEmitter } from 'node:events'

/**
 * A Chrome DevTools Protocol connection over `--remote-debugging-pipe`: JSON messages that end with a NUL byte.
 * A pipe rather than a socket, because Chromium ends by itself as soon as the other end of the pipe is gone. That
 * holds for a stand-in that was killed with SIGKILL too, so no browser is ever left behind.
 */
export class Cdp extends EventEmitter {
  #input
  #output
  #sequence = 0
  #waiting = new Map()
  #sessions = new Map()
  #closed = false
  #partial = []

  /** `input` is what Chromium reads (its descriptor 3), `output` what it writes (its descriptor 4). */
  constructor(input, output) {
    super()
    this.#input = input
    this.#output = output
    output.on('data', (chunk) => this.#read(chunk))
    output.on('close', () => this.#close())
    input.on('error', () => this.#close())
    output.on('error', () => this.#close())
  }

  send(method, params = {}, sessionId) {
    if (this.#closed) return Promise.reject(new Error(`${method}: the browser has ended`))
    const id = ++this.#sequence
    const { promise, resolve, reject } = Promise.withResolvers()
    this.#waiting.set(id, { method, resolve, reject })
    this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    return promise
  }

  /** The part of the connection that belongs to one attached target. */
  session(sessionId) {
    const session = new EventEmitter()
    session.send = (method, params) => this.send(method, params, sessionId)
    this.#sessions.set(sessionId, session)
    return session
  }

  #read(chunk) {
    let rest = chunk
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...this.#partial, rest.subarray(0, end)]).toString('utf8')
      this.#partial = []
      rest = rest.subarray(end + 1)
      this.#dispatch(JSON.parse(text))
    }
    if (rest.length > 0) this.#partial.push(rest)
  }

  #dispatch(message) {
    if (message.id === undefined) {
      const target = message.sessionId ? this.#sessions.get(message.sessionId) : this
      target?.emit(message.method, message.params)
      return
    }
    const waiting = this.#waiting.get(message.id)
    if (!waiting) return
    this.#waiting.delete(message.id)
    if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`))
    else waiting.resolve(message.result)
  }

  #close() {
    if (this.#closed) return
    this.#closed = true
    for (const { method, reject } of this.#waiting.values()) {
      reject(new Error(`${method}: the browser has ended`))
    }
    this.#waiting.clear()
    this.#output.destroy()
    this.#input.destroy()
    this.emit('close')
  }
}
