import { app } from './app.mjs'
import { windows } from './windows.mjs'

// Roles that a test can reach through `click`; the others act inside Chromium and need no code here.
const ROLES = {
  quit: () => void app.quit(),
  close: () => windows.focused?.close(),
  minimize: () => windows.focused?.minimize(),
}

function createItem(options) {
  const item = {
    type: options.submenu ? 'submenu' : 'normal',
    label: options.label ?? options.role ?? '',
    enabled: true,
    visible: true,
    ...options,
    click(event, window) {
      ROLES[options.role]?.()
      options.click?.(item, window ?? windows.focused, event ?? {})
    },
  }
  if (Array.isArray(options.submenu)) item.submenu = Menu.buildFromTemplate(options.submenu)
  return item
}

/** Menus are data here: nothing draws them, a test reads and clicks them. */
export class Menu {
  static #application = null
  items = []

  static buildFromTemplate(template) {
    if (!Array.isArray(template))
      throw new TypeError('Invalid template for Menu: Menu template must be an array')
    const menu = new Menu()
    menu.items = template.map(createItem)
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
