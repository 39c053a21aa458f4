/** Writes a fixed layout into memory that is reserved once. Numbers are big-endian. */
export class Writer {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #offset = 0

  /** `limit`: more than is ever written, in bytes. */
  constructor(limit: number) {
    this.#bytes = new Uint8Array(limit)
    this.#view = new DataView(this.#bytes.buffer)
  }

  u8(...values: readonly number[]): void {
    for (const value of values) this.#view.setUint8(this.#offset++, value)
  }

  u32(...values: readonly number[]): void {
    for (const value of values) {
      this.#view.setUint32(this.#offset, value)
      this.#offset += 4
    }
  }

  /** Safe integers, not negative. */
  u64(value: number): void {
    this.u32(Math.floor(value / 0x1_0000_0000), value % 0x1_0000_0000)
  }

  bytes(...parts: readonly Uint8Array[]): void {
    for (const part of parts) {
      this.#bytes.set(part, this.#offset)
      this.#offset += part.length
    }
  }

  /** What was written, in memory of its own. */
  end(): Uint8Array {
    return this.#bytes.slice(0, this.#offset)
  }
}
