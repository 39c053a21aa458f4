// Node's hook for console.log and util.inspect, by its registered name so that nothing of Node is imported.
const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

const REDACTED = '[redacted]'

/** An object that holds secrets: it prints as [redacted] in template strings, JSON and util.inspect. */
export abstract class Redacted {
  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  [inspect](): string {
    return REDACTED
  }
}

/** Secret bytes that travel on their own (root, storage key). They are bytes everywhere but in print. */
export class SecretBytes extends Uint8Array {
  /** A copy. */
  constructor(bytes: Uint8Array) {
    super(bytes.length)
    this.set(bytes)
  }

  /** What is cut from it is plain bytes: a constructor that takes no length could not make it. */
  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array
  }

  override toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  [inspect](): string {
    return REDACTED
  }
}
