import { app, BrowserWindow } from 'electron'
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

export function loadInterface(window: BrowserWindow): Promise<void> {
  return window.loadURL(START_PAGE)
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
