import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/**
 * The standard menu of each platform, for its shortcuts: copy, paste, zoom, close, quit. Developer tools are there
 * outside of the installed app alone.
 */
export function setApplicationMenu(): void {
  const isMac = process.platform === 'darwin'
  const own: MenuItemConstructorOptions = isMac
    ? { role: 'appMenu' }
    : { label: 'Sotto', submenu: [{ id: 'quit', role: 'quit' }] }
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'resetZoom' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      ...developerItems(),
    ],
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate([own, { role: 'editMenu' }, view, { role: 'windowMenu' }]))
}

function developerItems(): MenuItemConstructorOptions[] {
  if (app.isPackaged) return []
  return [
    { type: 'separator' },
    { id: 'reload', role: 'reload' },
    { id: 'dev-tools', role: 'toggleDevTools' },
  ]
}
