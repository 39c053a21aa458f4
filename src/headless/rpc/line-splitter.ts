/** One line of input, without its end; `text` is undefined when it is not UTF-8. */
export type Line =
  | { readonly kind: 'line'; readonly text: string | undefined; readonly bytes: number }
  | { readonly kind: 'too-long' }

const NEWLINE = 0x0a
const RETURN = 0x0d
const FIRST_CAPACITY = 4096

/**
 * Cuts a stream of bytes into lines. It works on bytes, so a character split between two chunks survives, and it keeps
 * one growing buffer, so that a sender of single bytes costs no more memory than a sender of large chunks. A line over
 * the limit is reported once, when the limit is passed, and its rest is thrown away as it arrives.
 */
export class LineSplitter {
  readonly #limit: number
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #buffer = new Uint8Array(FIRST_CAPACITY)
  #length = 0
  #skipping = false

  constructor(limit: number) {
    this.#limit = limit
  }

  *push(chunk: Uint8Array): Generator<Line> {
    let start = 0
    while (start < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, start)
      const part = chunk.subarray(start, newline === -1 ? chunk.length : newline)
      start += part.length + 1
      if (this.#add(part)) yield { kind: 'too-long' }
      if (newline !== -1) yield* this.end()
    }
  }

  /** The last line, when the input ended without a line end. */
  *end(): Generator<Line> {
    const line = this.#skipping ? undefined : this.#take()
    this.#skipping = false
    this.#length = 0
    if (this.#buffer.length > 16 * FIRST_CAPACITY) this.#buffer = new Uint8Array(FIRST_CAPACITY)
    if (line !== undefined) yield line
  }

  /** Keeps a part of the present line; true when that line has just become too long. */
  #add(part: Uint8Array): boolean {
    if (this.#skipping) return false
    const length = this.#length + part.length
    if (length > this.#limit) {
      this.#skipping = true
      return true
    }
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#buffer.length))
      larger.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = larger
    }
    this.#buffer.set(part, this.#length)
    this.#length = length
    return false
  }

  #take(): Line | undefined {
    let bytes = this.#length
    if (bytes > 0 && this.#buffer[bytes - 1] === RETURN) bytes -= 1
    if (bytes === 0) return undefined
    return { kind: 'line', text: this.#decode(this.#buffer.subarray(0, bytes)), bytes }
  }

  #decode(bytes: Uint8Array): string | undefined {
    try {
      return this.#decoder.decode(bytes)
    } catch {
      return undefined
    }
  }
}
