/** The windows that are open. On its own, so that the parts that only look windows up need not know their class. */
class Windows {
  #open = new Map()
  #focused

  add(window) {
    this.#open.set(window.id, window)
  }

  remove(window) {
    this.#open.delete(window.id)
    if (this.#focused === window) this.#focused = undefined
  }

  all() {
    return [...this.#open.values()]
  }

  byId(id) {
    return this.#open.get(id)
  }

  /** By Chromium's name of its page. */
  byTarget(targetId) {
    return this.all().find((window) => window.targetId === targetId)
  }

  get focused() {
    return this.#focused
  }

  set focused(window) {
    this.#focused = window
  }
}

export const windows = new Windows()
