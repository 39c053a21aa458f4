import { EventEmitter } from 'node:events'
import { app } from './app.mjs'
import { host } from './host.mjs'
import { createEvent, debug } from './support.mjs'
import { WebContents } from './web-contents.mjs'
import { windows } from './windows.mjs'

let lastId = 0

/** A window is a page of its own in Chromium; position, focus and visibility are only remembered. */
export class BrowserWindow extends EventEmitter {
  id = ++lastId
  targetId
  webContents
  #options
  #bounds
  #title
  #visible
  #minimized = false
  #destroyed = false
  #readyToShow = false
  #attached
  #gone = Promise.withResolvers()

  static getAllWindows() {
    return windows.all()
  }

  static getFocusedWindow() {
    return windows.focused ?? null
  }

  static fromId(id) {
    return windows.byId(id) ?? null
  }

  static fromWebContents(webContents) {
    return windows.all().find((window) => window.webContents === webContents) ?? null
  }

  constructor(options = {}) {
    super()
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    this.setMaxListeners(0)
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.#options = options
    this.#bounds = { x, y, width, height }
    this.#title = options.title ?? app.name
    this.#visible = options.show !== false
    windows.add(this)
    this.webContents = new WebContents(this, options.webPreferences ?? {})
    this.#attached = this.#attach()
    this.#attached.catch((error) => console.error('Electron stand-in: a window could not be opened', error))
    app.emit('browser-window-created', createEvent(), this)
    app.emit('web-contents-created', createEvent(), this.webContents)
    if (this.#visible) queueMicrotask(() => this.focus())
  }

  async #attach() {
    const { width, height } = this.#bounds
    const { targetId } = await host.cdp.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      width,
      height,
      background: this.#options.show === false,
    })
    this.targetId = targetId
    await this.webContents.attach(targetId)
  }

  /** For web-contents.mjs: resolves when the page can be told to do something. */
  get attached() {
    return this.#attached
  }

  loadURL(url) {
    return this.webContents.loadURL(url)
  }

  loadFile(file) {
    return this.webContents.loadFile(file)
  }

  close() {
    void this.closeForQuit()
  }

  /** Closes and resolves when the window is gone; undefined when the app refused. */
  closeForQuit() {
    if (this.#destroyed) return this.#gone.promise
    const event = createEvent()
    this.emit('close', event)
    if (event.defaultPrevented) return undefined
    this.destroy()
    return this.#gone.promise
  }

  destroy() {
    void this.#attached
      .then(() => host.cdp.send('Target.closeTarget', { targetId: this.targetId }))
      .catch((error) => debug(error.message))
      .then(() => this.onGone())
  }

  /** For host.mjs: the page has ended, whoever ended it. */
  onGone() {
    if (this.#destroyed) return
    this.#destroyed = true
    windows.remove(this)
    this.webContents.emit('destroyed')
    this.emit('closed')
    this.#gone.resolve()
    if (windows.all().length === 0) app.allWindowsClosed()
  }

  /** For web-contents.mjs: the title of the page. */
  onTitle(title) {
    if (title === this.#title || title === '') return
    const event = createEvent()
    this.emit('page-title-updated', event, title, true)
    if (!event.defaultPrevented) this.#title = title
  }

  /** For web-contents.mjs: the first page has been loaded. */
  onLoaded() {
    if (this.#readyToShow) return
    this.#readyToShow = true
    this.emit('ready-to-show')
  }

  isDestroyed() {
    return this.#destroyed
  }

  isVisible() {
    return this.#visible && !this.#minimized
  }

  isFocused() {
    return windows.focused === this
  }

  isMinimized() {
    return this.#minimized
  }

  show() {
    this.#visible = true
    this.emit('show')
    this.focus()
  }

  hide() {
    this.#visible = false
    this.blur()
    this.emit('hide')
  }

  focus() {
    if (windows.focused === this || this.#destroyed) return
    windows.focused?.blur()
    windows.focused = this
    this.emit('focus')
    app.emit('browser-window-focus', createEvent(), this)
  }

  blur() {
    if (windows.focused !== this) return
    windows.focused = undefined
    this.emit('blur')
    app.emit('browser-window-blur', createEvent(), this)
  }

  minimize() {
    this.#minimized = true
    this.blur()
    this.emit('minimize')
  }

  restore() {
    this.#minimized = false
    this.emit('restore')
  }

  getBounds() {
    return { ...this.#bounds }
  }

  getTitle() {
    return this.#title
  }

  setTitle(title) {
    this.#title = title
  }

  // Seen on a screen only.
  setMenuBarVisibility() {}
  setBackgroundColor() {}
}
