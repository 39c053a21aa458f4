/**
 * Source text that runs inside the page. None of these functions may refer to anything outside itself: they are sent
 * to Chromium as text. `makeBridge` runs in both worlds, `runPreload` in the preload's isolated world alone.
 */

/**
 * contextBridge between two JavaScript worlds of one document. The worlds share the DOM and nothing else, so a call
 * is a synchronous DOM event whose detail Chromium itself clones from one world into the other. `secret` keeps the
 * page from taking part.
 */
export function makeBridge(secret, me, other) {
  const functions = new Map()
  const ids = new WeakMap()
  const promises = new Map()
  // Taken before any script of the page runs, which could replace them.
  const dispatchEvent = document.dispatchEvent.bind(document)
  const addEventListener = document.addEventListener.bind(document)
  let sequence = 0
  let answer

  const dispatch = (detail) => dispatchEvent(new CustomEvent(secret + other, { detail }))
  const ask = (message) => {
    answer = undefined
    dispatch(message)
    return answer
  }
  const settle = (id, ok, value) => ask({ type: 'settle', id, ok, value: encode(value) })

  const encode = (value, depth = 0) => {
    if (depth > 1000) {
      throw new TypeError(
        'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
      )
    }
    if (typeof value === 'function') {
      let id = ids.get(value)
      if (id === undefined) {
        id = ++sequence
        ids.set(value, id)
        functions.set(id, value)
      }
      return { function: id }
    }
    if (typeof value === 'symbol') return { value: undefined }
    if (value === null || typeof value !== 'object') return { value }
    if (value instanceof Promise) {
      const id = ++sequence
      value.then(
        (result) => settle(id, true, result),
        (error) => settle(id, false, error),
      )
      return { promise: id }
    }
    if (value instanceof Error) return { error: value.message } // class and code do not survive
    if (Array.isArray(value)) return { array: value.map((item) => encode(item, depth + 1)) }
    if (Object.prototype.toString.call(value) === '[object Object]') {
      return { object: Object.keys(value).map((key) => [key, encode(value[key], depth + 1)]) }
    }
    if (value instanceof Node)
      throw new Error('Electron stand-in: DOM elements cannot cross the context bridge')
    return { value: structuredClone(value) }
  }

  const decode = (entry, freeze) => {
    const finish = (made) => (freeze ? Object.freeze(made) : made)
    if ('function' in entry) return finish((...args) => call(entry.function, args))
    if ('promise' in entry) {
      return new Promise((resolve, reject) => promises.set(entry.promise, { resolve, reject }))
    }
    if ('error' in entry) return new Error(entry.error)
    if ('array' in entry) return finish(entry.array.map((item) => decode(item, freeze)))
    if ('object' in entry) {
      return finish(Object.fromEntries(entry.object.map(([key, item]) => [key, decode(item, freeze)])))
    }
    return entry.value
  }

  const call = (id, args) => {
    const result = ask({ type: 'call', id, args: args.map((argument) => encode(argument)) })
    if (!result) throw new Error('Electron stand-in: the other world is gone')
    if (result.error !== undefined) throw new Error(result.error)
    return decode(result.value)
  }

  const handlers = {
    answer(message) {
      answer = message.result
    },
    call(message) {
      let result
      try {
        const run = functions.get(message.id)
        result = { value: encode(run(...message.args.map((argument) => decode(argument)))) }
      } catch (error) {
        result = { error: error instanceof Error ? error.message : String(error) }
      }
      dispatch({ type: 'answer', result })
    },
    settle(message) {
      const promise = promises.get(message.id)
      promises.delete(message.id)
      const value = decode(message.value)
      if (message.ok) promise?.resolve(value)
      else promise?.reject(value)
    },
    expose(message) {
      let error
      if (message.key in globalThis) {
        error = 'Cannot bind an API on top of an existing property on the window object'
      } else {
        const value = decode(message.value, true)
        const flags = { enumerable: true, writable: false, configurable: false }
        Object.defineProperty(globalThis, message.key, { value, ...flags })
      }
      dispatch({ type: 'answer', result: { error } })
    },
  }
  const receive = (event) => {
    event.stopImmediatePropagation()
    handlers[event.detail.type](event.detail)
  }
  addEventListener(secret + me, receive, true)

  return {
    expose(key, api) {
      const result = ask({ type: 'expose', key, value: encode(api) })
      if (result?.error) throw new Error(result.error)
    },
  }
}

/** The subset of Node's EventEmitter that a sandboxed preload gets. */
export function makeEmitter() {
  return class EventEmitter {
    #listeners = new Map()

    on(name, listener) {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener])
      return this
    }
    addListener(name, listener) {
      return this.on(name, listener)
    }
    once(name, listener) {
      const once = (...args) => {
        this.off(name, once)
        return listener.apply(this, args)
      }
      once.listener = listener
      return this.on(name, once)
    }
    off(name, listener) {
      const list = this.#listeners.get(name) ?? []
      const at = list.findIndex((known) => known === listener || known.listener === listener)
      if (at >= 0) this.#listeners.set(name, list.toSpliced(at, 1))
      return this
    }
    removeListener(name, listener) {
      return this.off(name, listener)
    }
    removeAllListeners(name) {
      if (name === undefined) this.#listeners.clear()
      else this.#listeners.delete(name)
      return this
    }
    emit(name, ...args) {
      const list = this.#listeners.get(name) ?? []
      for (const listener of list) listener.apply(this, args)
      return list.length > 0
    }
    listenerCount(name) {
      return (this.#listeners.get(name) ?? []).length
    }
  }
}

/** ipcRenderer, contextBridge and a sandboxed `require` for the preload file, which `run` contains. */
export function runPreload({ bridge, codec, EventEmitter, send, versions, filename, run }) {
  const waiting = new Map()
  let sequence = 0

  const unsupported = (name) => () => {
    throw new Error(`Electron stand-in: ${name} is not implemented`)
  }
  class IpcRenderer extends EventEmitter {
    sendSync = unsupported('ipcRenderer.sendSync')
    postMessage = unsupported('ipcRenderer.postMessage')
    sendToHost = unsupported('ipcRenderer.sendToHost')

    send(channel, ...args) {
      send({ type: 'send', channel, args: codec.encode(args) })
    }
    async invoke(channel, ...args) {
      const id = ++sequence
      const text = codec.encode(args)
      const answered = new Promise((resolve) => waiting.set(id, resolve))
      send({ type: 'invoke', id, channel, args: text })
      const { error, result } = await answered
      if (error) throw new Error(`Error invoking remote method '${channel}': ${error}`)
      return result
    }
  }
  const ipcRenderer = new IpcRenderer()

  globalThis.__standinDeliver = (message) => {
    if (message.type === 'event') {
      const event = { sender: ipcRenderer, ports: [] }
      ipcRenderer.emit(message.channel, event, ...codec.decode(message.args))
      return
    }
    const resolve = waiting.get(message.id)
    waiting.delete(message.id)
    resolve?.(codec.decode(message.value))
  }

  const electron = {
    ipcRenderer,
    contextBridge: {
      exposeInMainWorld: (key, api) => bridge.expose(key, api),
      exposeInIsolatedWorld: unsupported('contextBridge.exposeInIsolatedWorld'),
      executeInMainWorld: unsupported('contextBridge.executeInMainWorld'),
    },
  }
  const modules = {
    electron,
    'electron/renderer': electron,
    events: Object.assign(EventEmitter, { EventEmitter, default: EventEmitter }),
    timers: { setTimeout, setInterval, clearTimeout, clearInterval },
    url: { URL, URLSearchParams },
  }
  const require = (name) => {
    const found = modules[String(name).replace(/^node:/, '')]
    if (!found) throw new Error(`module not found: ${name}`)
    return found
  }
  const process = Object.assign(new EventEmitter(), {
    ...versions,
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    isMainFrame: true,
    env: {},
    argv: [],
  })
  const module = { exports: {} }
  try {
    run(require, process, module.exports, module)
  } catch (error) {
    console.error(`Unable to load preload script: ${filename}`)
    console.error(error)
    send({ type: 'preload-error', filename, error: String(error?.stack ?? error) })
  }
}
