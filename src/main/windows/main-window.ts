import { app, BrowserWindow } from 'electron'
import { errorCode } from '#engine/ports/crash.ts'
import { START_PAGE } from '../security/app-protocol.ts'

/** Creates the window and starts to load the interface; it is shown as soon as there is something to see. */
export function createMainWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Sotto',
    width: 1100,
    height: 740,
    minWidth: 360,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: !app.isPackaged,
      // On Linux and Windows the spell checker fetches its dictionaries from a server: nobody is asked about that.
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  return window
}

/** Rejects if the interface cannot be loaded. Closing the window while it loads, or loading it again, is no failure. */
export async function loadInterface(window: BrowserWindow): Promise<void> {
  const contents = window.webContents
  try {
    await window.loadURL(START_PAGE)
  } catch (error) {
    const isGone = window.isDestroyed() || contents.isDestroyed()
    if (!isGone && errorCode(error) !== 'ERR_ABORTED') throw error
  }
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
