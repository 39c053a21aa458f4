import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from './app.mjs'
import { makeCodec } from './codec.mjs'
import { host } from './host.mjs'
import { ipcMain } from './ipc.mjs'
import { BINDING, preloadScripts, WORLD } from './preload.mjs'
import { fromChromium, originOf, toChromium } from './protocol.mjs'
import { session } from './session.mjs'
import { createEvent, debug, notImplemented, strict } from './support.mjs'
import { windows } from './windows.mjs'

const codec = makeCodec()

/** The page of a window: loading, navigation, and both ends of IPC on the side of the main process. */
export class WebContents extends EventEmitter {
  id
  session = session.defaultSession
  mainFrame
  #window
  #preferences
  #session
  #frameId
  /** Where the preload runs, in the document that is loaded now. */
  #world
  #url = ''
  /** The address that the app itself is loading: it is no navigation of the page's own. */
  #expected
  #openHandler = () => ({ action: 'allow' })

  constructor(window, preferences) {
    super()
    this.setMaxListeners(0)
    if (
      preferences.contextIsolation === false ||
      preferences.sandbox === false ||
      preferences.nodeIntegration
    ) {
      throw notImplemented('webPreferences without contextIsolation and sandbox')
    }
    this.id = window.id
    this.#window = window
    this.#preferences = preferences
    this.mainFrame = this.#describeMainFrame()
  }

  #describeMainFrame() {
    const getURL = () => this.#url
    const frame = strict('WebFrameMain', {
      get url() {
        return getURL()
      },
      get origin() {
        return originOf(getURL())
      },
      parent: null,
      frames: [],
      routingId: 1,
      processId: 1,
      detached: false,
    })
    frame.top = frame
    return frame
  }

  /** For browser-window.mjs. */
  async attach(targetId) {
    const { sessionId } = await host.cdp.send('Target.attachToTarget', { targetId, flatten: true })
    this.#session = host.cdp.session(sessionId)
    this.#listen(this.#session)
    const { frameTree } = await this.#session.send('Page.getFrameTree')
    this.#frameId = frameTree.frame.id
    const documents = [{ resourceType: 'Document', requestStage: 'Request' }]
    const jobs = [
      this.#session.send('Page.enable'),
      this.#session.send('Runtime.enable'),
      this.#session.send('Fetch.enable', { patterns: documents }),
    ]
    if (this.#preferences.preload) {
      jobs.push(this.#session.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD }))
      for (const script of preloadScripts(this.#preferences.preload, randomUUID())) {
        jobs.push(this.#session.send('Page.addScriptToEvaluateOnNewDocument', script))
      }
    }
    await Promise.all(jobs)
  }

  #listen(page) {
    page.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD && context.auxData.frameId === this.#frameId) this.#world = context.uniqueId
    })
    page.on('Runtime.executionContextsCleared', () => {
      this.#world = undefined
    })
    page.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === BINDING) void this.#receive(JSON.parse(payload))
    })
    page.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId) return
      this.#url = fromChromium(frame.url)
      if (frame.url !== 'about:blank') this.emit('did-navigate', createEvent(), this.#url, 200, 'OK')
    })
    page.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this.#frameId) this.#url = fromChromium(url)
    })
    page.on('Page.loadEventFired', () => {
      if (this.#url === 'about:blank') return
      this.emit('did-finish-load')
      this.#window.onLoaded()
      void this.#readTitle().catch((error) => debug(error.message))
    })
    page.on('Page.windowOpen', ({ url }) => {
      const { action } = this.#openHandler({ url: fromChromium(url), disposition: 'foreground-tab' })
      // host.mjs closes the page that Chromium opens. An app that allows it must not pass its tests here.
      if (action !== 'deny') throw notImplemented('window.open that is allowed')
    })
    page.on('Inspector.targetCrashed', () => {
      this.emit('render-process-gone', createEvent(), { reason: 'crashed', exitCode: 1 })
    })
    page.on('Fetch.requestPaused', (paused) => {
      void this.#passNavigation(paused).catch((error) => debug(error.message))
    })
  }

  /** Chromium announces no change of a title: it is read when a page has been loaded. */
  async #readTitle() {
    const { result } = await this.#session.send('Runtime.evaluate', { expression: 'document.title' })
    this.#window.onTitle(result.value)
  }

  /** Every document that is about to be loaded, in any frame: the app may refuse what it did not start itself. */
  #passNavigation({ requestId, request, frameId }) {
    const proceed = () => this.#session.send('Fetch.continueRequest', { requestId })
    const isMainFrame = frameId === this.#frameId
    if (isMainFrame && this.#expected === request.url) return proceed()
    const event = createEvent({ url: fromChromium(request.url), isMainFrame, isSameDocument: false })
    this.emit('will-frame-navigate', event)
    if (isMainFrame && !event.defaultPrevented) this.emit('will-navigate', event, event.url)
    if (!event.defaultPrevented) return proceed()
    return this.#session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
  }

  /** One message of the preload. */
  async #receive(message) {
    if (message.type === 'preload-error') {
      console.error(`Unable to load preload script: ${message.filename}`, message.error)
      this.emit('preload-error', createEvent(), message.filename, new Error(message.error))
      return
    }
    const event = { type: 'frame', sender: this, senderFrame: this.mainFrame, frameId: 1, processId: 1 }
    const args = codec.decode(message.args)
    if (message.type === 'send') {
      ipcMain.emit(message.channel, { ...event, reply: (...answer) => this.send(...answer) }, ...args)
      return
    }
    const value = await this.#invoke(message.channel, event, args)
    this.#deliver({ type: 'reply', id: message.id, value })
  }

  async #invoke(channel, event, args) {
    try {
      const handler = ipcMain.handlerOf(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      return codec.encode({ result: await handler(event, ...args) })
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error)
      return codec.encode({ error: String(error) })
    }
  }

  send(channel, ...args) {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument')
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed')
    this.#deliver({ type: 'event', channel, args: codec.encode(args) })
  }

  #deliver(message) {
    if (!this.#world) return debug('no page to deliver to', message.type)
    const expression = `__standinDeliver(${JSON.stringify(message)})`
    void this.#session
      .send('Runtime.evaluate', { uniqueContextId: this.#world, expression })
      .catch((error) => debug(error.message))
  }

  async loadURL(url) {
    await this.#window.attached
    await session.defaultSession.decidePermissions(this, url)
    this.#expected = new URL(toChromium(url)).href
    const finished = new Promise((done) => this.once('did-finish-load', done))
    const { errorText } = await this.#session.send('Page.navigate', { url: this.#expected })
    if (errorText) {
      this.#expected = undefined
      this.emit('did-fail-load', createEvent(), -2, errorText, url, true)
      throw Object.assign(new Error(`${errorText} (-2) loading '${url}'`), { code: errorText, url })
    }
    await finished
    this.#expected = undefined
  }

  loadFile(file) {
    return this.loadURL(pathToFileURL(resolve(app.getAppPath(), file)).href)
  }

  setWindowOpenHandler(handler) {
    this.#openHandler = handler
  }

  getURL() {
    return this.#url
  }

  isDestroyed() {
    return this.#window.isDestroyed()
  }

  isFocused() {
    return this.#window.isFocused()
  }

  close() {
    this.#window.destroy()
  }

  // Nothing to see or do without a screen.
  closeDevTools() {}
}

export const webContents = strict('webContents', {
  getAllWebContents: () => windows.all().map((window) => window.webContents),
  getFocusedWebContents: () => windows.focused?.webContents ?? null,
  fromId: (id) => windows.byId(id)?.webContents,
  fromDevToolsTargetId: (targetId) => windows.byTarget(targetId)?.webContents,
})
