import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { commandLine } from './command-line.mjs'
import { SingleInstance } from './single-instance.mjs'
import { createEvent } from './support.mjs'
import { windows } from './windows.mjs'

const exitProcess = process.exit.bind(process)

class App extends EventEmitter {
  commandLine = commandLine
  isPackaged = false
  name = 'Electron'
  #version = '0.0.0'
  #appPath = process.cwd()
  #paths = new Map()
  #ready = Promise.withResolvers()
  #isReady = false
  #quitting = false
  #exiting = false
  #instance = new SingleInstance()
  /** For host.mjs: ends the browser; awaited before the process ends. */
  stopBrowser = async () => {}

  constructor() {
    super()
    this.setMaxListeners(0)
  }

  /** For boot.mjs: what Electron reads from the app's package.json. */
  describe({ name, version, appPath }) {
    this.name = name
    this.#version = version
    this.#appPath = appPath
  }

  getName() {
    return this.name
  }

  setName(name) {
    this.name = name
  }

  getVersion() {
    return this.#version
  }

  getAppPath() {
    return this.#appPath
  }

  getLocale() {
    return 'en-US'
  }

  getPath(name) {
    const chosen = this.#paths.get(name)
    if (chosen) return chosen
    const appData = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config')
    const given = commandLine.getSwitchValue('user-data-dir')
    const userData = this.#paths.get('userData') ?? (given ? resolve(given) : join(appData, this.name))
    const known = { home: homedir(), temp: tmpdir(), appData, userData, sessionData: userData }
    if (!(name in known)) throw new Error(`Failed to get '${name}' path`)
    return known[name]
  }

  setPath(name, path) {
    this.#paths.set(name, path)
    if (name === 'userData') mkdirSync(path, { recursive: true })
  }

  isReady() {
    return this.#isReady
  }

  whenReady() {
    return this.#ready.promise
  }

  /** For boot.mjs: the main module has been evaluated to its end and Chromium runs. */
  becomeReady() {
    this.#isReady = true
    this.#ready.resolve()
    this.emit('will-finish-launching')
    this.emit('ready', createEvent(), {})
  }

  requestSingleInstanceLock() {
    return this.#instance.acquire(this.getPath('userData'), ({ argv, cwd }) => {
      this.emit('second-instance', createEvent(), argv, cwd, undefined)
    })
  }

  hasSingleInstanceLock() {
    return this.#instance.held
  }

  releaseSingleInstanceLock() {
    this.#instance.release()
  }

  /** before-quit, every window's close, will-quit, quit; each of the first three may refuse. */
  async quit() {
    if (this.#quitting || this.#exiting) return
    const before = createEvent()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    this.#quitting = true
    const closed = windows.all().map((window) => window.closeForQuit())
    const agreed = !closed.includes(undefined)
    if (agreed) await Promise.all(closed)
    const will = createEvent()
    if (agreed) this.emit('will-quit', will)
    this.#quitting = false
    if (agreed && !will.defaultPrevented) await this.#end(0)
  }

  exit(code = 0) {
    void this.#end(code)
  }

  get exiting() {
    return this.#exiting
  }

  /** For browser-window.mjs: the last window is gone. */
  allWindowsClosed() {
    if (this.#quitting || this.#exiting) return
    if (this.listenerCount('window-all-closed') === 0) void this.quit()
    else this.emit('window-all-closed')
  }

  async #end(code) {
    if (this.#exiting) return
    this.#exiting = true
    this.emit('quit', createEvent(), code)
    this.#instance.release()
    await this.#instance.handedOver
    await this.stopBrowser()
    exitProcess(code)
  }

  // What the desktop would draw or remember; nothing here can be seen from a test.
  focus() {}
  setAppUserModelId() {}
  setAboutPanelOptions() {}
}

export const app = new App()

process.exit = (code) => {
  if (code !== undefined) process.exitCode = code
  app.exit(Number(process.exitCode ?? 0))
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void app.quit())
