import { EventEmitter } from 'node:events'

/** After Electron's lib/browser/ipc-main-impl.ts. */
class IpcMain extends EventEmitter {
  #handlers = new Map()

  constructor() {
    super()
    this.on('error', () => {}) // a channel may be called "error" and must not end the process
  }

  handle(channel, handler) {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    if (typeof handler !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`)
    }
    this.#handlers.set(channel, handler)
  }

  removeHandler(channel) {
    this.#handlers.delete(channel)
  }

  /** For the stand-in: what Electron keeps in a private map. */
  handlerOf(channel) {
    return this.#handlers.get(channel)
  }
}

export const ipcMain = new IpcMain()
