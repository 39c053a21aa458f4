import { EventEmitter } from 'node:events'
import { host } from './host.mjs'
import { originOf, toChromium } from './protocol.mjs'
import { debug, notImplemented, strict } from './support.mjs'

/** Electron's permissions, and what Chromium calls them. */
const PERMISSIONS = {
  media: ['camera', 'microphone'],
  notifications: ['notifications'],
  geolocation: ['geolocation'],
  midi: ['midi'],
  'clipboard-read': ['clipboard-read'],
  'clipboard-sanitized-write': ['clipboard-write'],
}

class Session extends EventEmitter {
  #decide
  #check

  setPermissionRequestHandler(handler) {
    this.#decide = handler
  }

  setPermissionCheckHandler(handler) {
    this.#check = handler
  }

  /**
   * Asks the app's handlers about every permission before a page is loaded and tells Chromium the answers: a page
   * cannot be held here while a handler decides. Electron asks when a page does.
   */
  async decidePermissions(webContents, url) {
    const origin = new URL(toChromium(url)).origin
    if (origin === 'null') return
    const details = { requestingUrl: url, isMainFrame: true }
    const asked = Object.entries(PERMISSIONS).map(async ([permission, names]) => {
      const allowed = await new Promise((resolve) => {
        if (this.#check?.(webContents, permission, `${originOf(url)}/`, details) === false) resolve(false)
        else if (this.#decide) this.#decide(webContents, permission, resolve, details)
        else resolve(true) // as Electron: what nobody handles is allowed
      })
      const setting = allowed ? 'granted' : 'denied'
      for (const name of names) {
        await host.cdp
          .send('Browser.setPermission', { permission: { name }, setting, origin })
          .catch((error) => debug(error.message))
      }
    })
    await Promise.all(asked)
  }
}

export const session = strict('session', {
  defaultSession: new Session(),
  fromPartition() {
    throw notImplemented('session.fromPartition')
  },
})
