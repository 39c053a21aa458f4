import { app } from './app.mjs'
import { BrowserWindow } from './browser-window.mjs'

// Roles that a test can reach through `click`; the others act inside Chromium and need no code here.
const ROLES = {
  quit: () => void app.quit(),
  close: () => BrowserWindow.getFocusedWindow()?.close(),
  minimize: () => BrowserWindow.getFocusedWindow()?.minimize(),
}

class MenuItem {
  constructor(options) {
    Object.assign(this, {
      type: options.submenu ? 'submenu' : 'normal',
      label: options.label ?? options.role ?? '',
      enabled: true,
      visible: true,
      ...options,
    })
    if (Array.isArray(options.submenu)) this.submenu = Menu.buildFromTemplate(options.submenu)
    this.click = (event, window) => {
      ROLES[options.role]?.()
      options.click?.(this, window ?? BrowserWindow.getFocusedWindow(), event ?? {})
    }
  }
}

/** Menus are data here: nothing draws them, a test reads and clicks them. */
export class Menu {
  static #application = null
  items = []

  static buildFromTemplate(template) {
    if (!Array.isArray(template))
      throw new TypeError('Invalid template for Menu: Menu template must be an array')
    const menu = new Menu()
    menu.items = template.map((options) => new MenuItem(options))
    return menu
  }

  static setApplicationMenu(menu) {
    Menu.#application = menu
  }

  static getApplicationMenu() {
    return Menu.#application
  }

  getMenuItemById(id) {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
}
