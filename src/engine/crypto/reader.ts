import { readU32, readU64 } from '#shared/bytes.ts'
import { CryptoError, type CryptoSubject } from './errors.ts'
import { labelPrefix } from './kdf.ts'

/** Reads a fixed layout from its start to its end; anything that does not fit is a CryptoError. */
export class Reader {
  readonly #bytes: Uint8Array
  readonly #subject: CryptoSubject
  #offset = 0

  constructor(bytes: Uint8Array, subject: CryptoSubject) {
    this.#bytes = bytes
    this.#subject = subject
  }

  fail(): never {
    throw new CryptoError(this.#subject)
  }

  /** A copy. */
  bytes<T extends Uint8Array>(length: number): T {
    return new Uint8Array(this.view(length)) as Uint8Array as T
  }

  /** Shares memory with the source. */
  view(length: number): Uint8Array {
    const end = this.#offset + length
    if (end > this.#bytes.length) this.fail()
    const view = this.#bytes.subarray(this.#offset, end)
    this.#offset = end
    return view
  }

  u8(): number {
    return this.view(1)[0] ?? this.fail()
  }

  u32(): number {
    return readU32(this.view(4), 0)
  }

  /** Up to 2^53 − 1. */
  u64(): number {
    const view = this.view(8)
    try {
      return readU64(view, 0)
    } catch {
      return this.fail()
    }
  }

  boolean(): boolean {
    const value = this.u8()
    if (value > 1) this.fail()
    return value === 1
  }

  /** The prefix of `enc(label, …)`. */
  label(label: string): void {
    const expected = labelPrefix(label)
    const actual = this.view(expected.length)
    for (let i = 0; i < expected.length; i++) if (actual[i] !== expected[i]) this.fail()
  }

  /** One part of `enc(label, …)`, between `min` and `max` bytes long. A copy. */
  part<T extends Uint8Array>(min: number, max = min): T {
    const length = this.u32()
    if (length < min || length > max) this.fail()
    return this.bytes<T>(length)
  }

  end(): void {
    if (this.#offset !== this.#bytes.length) this.fail()
  }
}
