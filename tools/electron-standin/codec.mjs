/**
 * Structured clone as JSON text, for IPC between main and preload. The function is used here in Node and, by its
 * source text, inside the preload's isolated world; it must not refer to anything outside itself.
 */
export function makeCodec() {
  const TYPED = [
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
    'DataView',
  ]
  const ERRORS = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }

  const refuse = () => {
    throw new Error('An object could not be cloned.')
  }
  const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1)

  const toBase64 = (bytes) => {
    let text = ''
    for (let at = 0; at < bytes.length; at += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
    }
    return btoa(text)
  }
  const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

  /** Values become `{ v }` or one of the short forms; objects become `{ r }`, an index into the list of nodes. */
  const encode = (input) => {
    let root
    try {
      // The platform's own rules come first: functions, symbols and promises throw, classes lose their prototype.
      root = structuredClone(input)
    } catch {
      refuse()
    }
    const nodes = []
    const seen = new Map()

    const putEntries = (object) => Object.keys(object).map((key) => [key, put(object[key])])
    const nodeOf = (object) => {
      const tag = tagOf(object)
      if (Array.isArray(object)) return { t: 'array', length: object.length, entries: putEntries(object) }
      if (tag === 'Object') return { t: 'object', entries: putEntries(object) }
      if (tag === 'Date') return { t: 'date', v: object.getTime() }
      if (tag === 'RegExp') return { t: 'regexp', v: [object.source, object.flags] }
      if (tag === 'Map')
        return { t: 'map', entries: [...object].map(([key, value]) => [put(key), put(value)]) }
      if (tag === 'Set') return { t: 'set', items: [...object].map(put) }
      if (tag === 'Error') return { t: 'error', v: [object.name, object.message, object.stack] }
      if (tag === 'ArrayBuffer') return { t: 'buffer', v: toBase64(new Uint8Array(object)) }
      if (TYPED.includes(tag)) {
        const bytes = new Uint8Array(object.buffer, object.byteOffset, object.byteLength)
        return { t: 'typed', type: tag, v: toBase64(bytes) }
      }
      return refuse() // Blob, File, ImageData: Electron's IPC refuses these too
    }
    const put = (value) => {
      if (value === undefined) return { u: 1 }
      if (value === null || typeof value === 'string' || typeof value === 'boolean') return { v: value }
      if (typeof value === 'bigint') return { i: String(value) }
      if (typeof value === 'number') {
        if (Object.is(value, -0)) return { n: '-0' }
        return Number.isFinite(value) ? { v: value } : { n: String(value) }
      }
      if (seen.has(value)) return { r: seen.get(value) }
      const index = nodes.push(null) - 1
      seen.set(value, index)
      nodes[index] = nodeOf(value)
      return { r: index }
    }

    return JSON.stringify({ root: put(root), nodes })
  }

  const decode = (text) => {
    const { root, nodes } = JSON.parse(text)
    const made = new Map()

    const build = (index) => {
      const node = nodes[index]
      const keep = (object) => {
        made.set(index, object) // before its members are read: they may point back to it
        return object
      }
      const fill = (object) => {
        for (const [key, entry] of node.entries) {
          const value = get(entry)
          Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
        }
        return object
      }
      if (node.t === 'array') {
        const list = keep([])
        list.length = node.length // holes stay holes
        return fill(list)
      }
      if (node.t === 'object') return fill(keep({}))
      if (node.t === 'date') return keep(new Date(node.v))
      if (node.t === 'regexp') return keep(new RegExp(...node.v))
      if (node.t === 'buffer') return keep(fromBase64(node.v).buffer)
      if (node.t === 'typed') return keep(new globalThis[node.type](fromBase64(node.v).buffer))
      if (node.t === 'map') {
        const map = keep(new Map())
        for (const [key, value] of node.entries) map.set(get(key), get(value))
        return map
      }
      if (node.t === 'set') {
        const set = keep(new Set())
        for (const item of node.items) set.add(get(item))
        return set
      }
      const [name, message, stack] = node.v
      const error = keep(new (ERRORS[name] ?? Error)(message))
      Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true })
      return error
    }
    const get = (entry) => {
      if ('v' in entry) return entry.v
      if ('u' in entry) return undefined
      if ('n' in entry) return Number(entry.n)
      if ('i' in entry) return BigInt(entry.i)
      return made.has(entry.r) ? made.get(entry.r) : build(entry.r)
    }

    return get(root)
  }

  return { encode, decode }
}
