import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Of `sun_path` in the address of a Unix socket, on the system that has the least. */
const MAX_SOCKET_BYTES = 100

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
    const socket = socketOf(folder)
    if (!this.#claim(file, socket)) return false
    rmSync(socket, { force: true }) // of a holder that was killed
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

/** In the folder itself, and so gone with it, unless the path is longer than the address of a socket may be. */
function socketOf(folder) {
  const path = join(folder, 'standin.sock')
  if (Buffer.byteLength(path) <= MAX_SOCKET_BYTES) return path
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return join(tmpdir(), `sotto-standin-${name}.sock`)
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
