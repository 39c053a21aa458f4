import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The single-instance lock: a file in the userData folder names the holder's process and socket. A holder that was
 * killed leaves the file behind; it then names a process that is gone, and the lock is free.
 */
export class SingleInstance {
  #server
  #files = []
  /** Resolves when the holder has taken over what this process was started with. */
  handedOver = Promise.resolve()

  get held() {
    return this.#server !== undefined
  }

  /** `onSecond` gets what another process was started with. */
  acquire(folder, onSecond) {
    if (this.held) return true
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'standin-instance.json')
    const socket = join(tmpdir(), `sotto-standin-${randomUUID().slice(0, 13)}.sock`)
    if (!this.#claim(file, socket)) return false
    this.#files = [file, socket]
    this.#server = createServer((connection) => {
      const chunks = []
      connection.on('data', (chunk) => chunks.push(chunk))
      connection.on('end', () => onSecond(JSON.parse(Buffer.concat(chunks).toString('utf8'))))
    })
    this.#server.listen(socket).unref()
    return true
  }

  release() {
    this.#server?.close()
    this.#server = undefined
    for (const file of this.#files) rmSync(file, { force: true })
    this.#files = []
  }

  #claim(file, socket) {
    const text = JSON.stringify({ pid: process.pid, socket })
    for (;;) {
      try {
        const handle = openSync(file, 'wx')
        writeFileSync(handle, text)
        closeSync(handle)
        return true
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      const holder = readHolder(file)
      if (holder && isAlive(holder.pid)) {
        this.#handOver(holder.socket)
        return false
      }
      rmSync(file, { force: true })
    }
  }

  #handOver(socket) {
    const text = JSON.stringify({ argv: process.argv, cwd: process.cwd() })
    this.handedOver = new Promise((resolve) => {
      connect(socket).on('error', resolve).on('close', resolve).end(text)
    })
  }
}

function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined // half-written by a process that was killed, or released a moment ago
  }
}

/** Is this process one of ours? Process numbers are used again, so its command line is looked at where possible. */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('boot.mjs')
  } catch {
    return true
  }
}
