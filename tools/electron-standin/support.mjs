/** What several parts of the stand-in share. It knows nothing of Electron's objects. */

export function debug(...facts) {
  if (process.env.SOTTO_STANDIN_DEBUG) console.error('[standin]', ...facts)
}

/** An event object as Electron's emitters pass it first. */
export function createEvent(properties = {}) {
  return {
    ...properties,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
}

export function notImplemented(name) {
  return new Error(`Electron stand-in: ${name} is not implemented`)
}

// Promises, JSON and the inspector look these up on any object, and an absent one must not throw.
const PROBED = new Set(['then', 'toJSON', 'constructor'])

/**
 * Wraps an object so that a member that the stand-in lacks throws by its name instead of being undefined: a test must
 * never pass because a call went nowhere.
 */
export function strict(name, object) {
  return new Proxy(object, {
    get(target, key) {
      if (!(key in target) && typeof key === 'string' && !PROBED.has(key))
        throw notImplemented(`${name}.${key}`)
      const value = Reflect.get(target, key, target)
      return value
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  })
}
