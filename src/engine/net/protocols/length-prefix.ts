/*
 * Both protocols carry blocks of bytes with their length before them: u32, big-endian. The length is checked before a
 * byte of the block is kept.
 */

const HEADER_BYTES = 4

/** What no honest peer sends: a length out of bounds, bytes after the last block, the end inside a block. */
export class FramingError extends Error {
  override readonly name = 'FramingError'
}

/** The blocks with their prefixes in one buffer, to go out in one write: Noise encrypts per write. */
export function encodeBlocks(blocks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0
  for (const block of blocks) length += HEADER_BYTES + block.length
  const out = new Uint8Array(length)
  const view = new DataView(out.buffer)
  let offset = 0
  for (const block of blocks) {
    view.setUint32(offset, block.length)
    out.set(block, offset + HEADER_BYTES)
    offset += HEADER_BYTES + block.length
  }
  return out
}

/** Cuts a byte stream into blocks of `min` to `max` bytes, copying each byte once. Holds one unfinished block. */
export class BlockDecoder {
  readonly #min: number
  readonly #max: number
  readonly #header = new Uint8Array(HEADER_BYTES)
  #headerFilled = 0
  #body: Uint8Array<ArrayBuffer> | null = null
  #bodyFilled = 0

  constructor(bounds: { readonly min: number; readonly max: number }) {
    this.#min = bounds.min
    this.#max = bounds.max
  }

  /** A block has begun and is not whole. */
  get partial(): boolean {
    return this.#headerFilled > 0 || this.#body !== null
  }

  /**
   * Appends the blocks that `chunk` completes to `out`; they share no memory with it. Throws a FramingError on a
   * length out of bounds, after which the decoder is not used again.
   */
  push(chunk: Uint8Array, out: Uint8Array[]): void {
    let offset = 0
    while (offset < chunk.length) {
      if (this.#body === null) {
        offset = this.#readHeader(chunk, offset)
        if (this.#headerFilled < HEADER_BYTES) return
        this.#openBody()
      }
      offset = this.#readBody(chunk, offset, out)
    }
  }

  #readHeader(chunk: Uint8Array, from: number): number {
    let offset = from
    while (this.#headerFilled < HEADER_BYTES && offset < chunk.length) {
      this.#header[this.#headerFilled++] = chunk[offset++] ?? 0
    }
    return offset
  }

  #openBody(): void {
    const [a = 0, b = 0, c = 0, d = 0] = this.#header
    const length = a * 0x1000000 + ((b << 16) | (c << 8) | d)
    if (length < this.#min || length > this.#max) throw new FramingError('length out of bounds')
    this.#body = new Uint8Array(length)
    this.#bodyFilled = 0
  }

  #readBody(chunk: Uint8Array, from: number, out: Uint8Array[]): number {
    const body = this.#body
    if (body === null) return from
    const end = Math.min(chunk.length, from + body.length - this.#bodyFilled)
    body.set(chunk.subarray(from, end), this.#bodyFilled)
    this.#bodyFilled += end - from
    if (this.#bodyFilled === body.length) {
      out.push(body)
      this.#body = null
      this.#headerFilled = 0
    }
    return end
  }
}
