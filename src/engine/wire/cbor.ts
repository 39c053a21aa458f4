import { decode, encode, rfc8949EncodeOptions } from 'cborg'
import { equal } from '#shared/bytes.ts'

/** Something from a disk or a network is not what it must be. Says nothing of its content. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}

export type Cbor = null | boolean | number | string | Uint8Array | readonly Cbor[]

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
}

/** Deterministic CBOR (RFC 8949 §4.2.1) of positional arrays: no maps, no floats, no tags. */
export function encodeCbor(value: Cbor): Uint8Array<ArrayBuffer> {
  return encode(value, rfc8949EncodeOptions)
}

/**
 * Strict decoding. Whatever does not encode to the same bytes again is refused, which covers what cborg's `strict`
 * lets pass: unsorted maps, floats for integers, invalid UTF-8.
 */
function decodeCbor(bytes: Uint8Array, maxBytes: number): unknown {
  if (bytes.length > maxBytes) throw new DecodeError('too long')
  let value: unknown
  let again: Uint8Array
  try {
    value = decode(bytes, STRICT)
    again = encodeCbor(value as Cbor)
  } catch (cause) {
    // Among the causes is a RangeError of the stack: nesting as deep as the bytes are long.
    throw new DecodeError('not strict CBOR', { cause })
  }
  if (!equal(bytes, again)) throw new DecodeError('not deterministic CBOR')
  return value
}

/** Reads a positional array field by field; every reader states its bound. */
export class Fields {
  readonly #values: readonly unknown[]
  #next = 0

  constructor(value: unknown) {
    if (!Array.isArray(value)) throw new DecodeError('not an array')
    this.#values = value
  }

  static decode(bytes: Uint8Array, maxBytes: number): Fields {
    return new Fields(decodeCbor(bytes, maxBytes))
  }

  #take(): unknown {
    if (this.#next >= this.#values.length) throw new DecodeError('field missing')
    return this.#values[this.#next++]
  }

  uint(max: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.#take()
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > max) {
      throw new DecodeError('not an integer in range')
    }
    return value
  }

  bool(): boolean {
    const value = this.#take()
    if (typeof value !== 'boolean') throw new DecodeError('not a boolean')
    return value
  }

  bytes(length: number): Uint8Array {
    const value = this.#take()
    if (!(value instanceof Uint8Array) || value.length !== length)
      throw new DecodeError('not bytes of that length')
    return value
  }

  blob(maxLength: number): Uint8Array {
    const value = this.#take()
    if (!(value instanceof Uint8Array) || value.length > maxLength)
      throw new DecodeError('not bytes in range')
    return value
  }

  text(maxUnits: number): string {
    const value = this.#take()
    if (typeof value !== 'string' || value.length > maxUnits) throw new DecodeError('not a text in range')
    return value
  }

  oneOf<T extends string>(values: readonly T[]): T {
    const value = this.#take()
    const found = values.find((candidate) => candidate === value)
    if (found === undefined) throw new DecodeError('not one of the known values')
    return found
  }

  nullable<T>(read: (fields: Fields) => T): T | null {
    if (this.#values[this.#next] !== null) return read(this)
    this.#next++
    return null
  }

  list<T>(maxItems: number, read: (fields: Fields) => T): T[] {
    const value = this.#take()
    if (!Array.isArray(value) || value.length > maxItems) throw new DecodeError('not a list in range')
    const items = new Fields(value)
    const out = value.map(() => read(items))
    return out
  }

  nested(): Fields {
    return new Fields(this.#take())
  }

  /** Nothing may be left over. */
  end(): void {
    if (this.#next !== this.#values.length) throw new DecodeError('field too many')
  }
}
