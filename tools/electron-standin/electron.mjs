/**
 * The `electron` module that the app's main bundle gets. What Sotto does not use is not here: a named import of it
 * fails when the bundle is loaded, a look-up throws by name.
 */
import { app } from './app.mjs'
import { BrowserWindow } from './browser-window.mjs'
import { ipcMain } from './ipc.mjs'
import { Menu } from './menu.mjs'
import { protocol } from './protocol.mjs'
import { safeStorage } from './safe-storage.mjs'
import { session } from './session.mjs'
import { strict } from './support.mjs'
import { webContents } from './web-contents.mjs'

const electron = strict('electron', {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  protocol,
  safeStorage,
  session,
  webContents,
})

export { app, BrowserWindow, ipcMain, Menu, protocol, safeStorage, session, webContents }
export default electron
// What `require('electron')` returns.
export { electron as 'module.exports' }
