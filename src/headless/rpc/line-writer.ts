import type { Writable } from 'node:stream'

/**
 * What may wait for a reader that has stalled. Answers wait only as long as requests are read, which stops at once;
 * events come from outside and cannot be held back.
 */
const MAX_WAITING_BYTES = 64 * 1024 * 1024

/**
 * JSON leaves these as they are, but Node's readline and Python's splitlines end a line at them. They occur only
 * inside JSON strings, where the escape means the same.
 */
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/g
const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

export interface LineWriterInit {
  readonly out: Writable
  /** The reader is gone. */
  onGone(): void
  /** The reader has caught up. */
  onDrain(): void
  /** The reader is `MAX_WAITING_BYTES` behind. Nothing is dropped silently: the process has to end. */
  onStalled(): void
  /** @default 64 MiB */
  readonly maxWaitingBytes?: number
}

export interface LineWriter {
  write(line: string): void
  /** True while the reader keeps up. */
  readonly flowing: boolean
  /** Resolves when everything has been handed over, or the reader is gone. */
  flush(): Promise<void>
}

export function lineWriter({ out, onGone, onDrain, onStalled, maxWaitingBytes }: LineWriterInit): LineWriter {
  const limit = maxWaitingBytes ?? MAX_WAITING_BYTES
  let gone = false
  const { promise: end, resolve: ended } = Promise.withResolvers<void>()
  const leave = () => {
    if (gone) return
    gone = true
    ended()
    onGone()
  }
  // EPIPE and the like: whoever read this has closed it.
  out.on('error', leave)
  out.on('close', leave)

  out.on('drain', onDrain)

  return {
    write(line) {
      if (gone) return
      out.write(`${line.replace(OTHER_LINE_ENDS, escaped)}\n`)
      if (out.writableLength > limit) onStalled()
    },
    get flowing() {
      return gone || !out.writableNeedDrain
    },
    async flush() {
      if (gone) return
      const { promise, resolve } = Promise.withResolvers<void>()
      out.write('', () => resolve())
      await Promise.race([promise, end])
    },
  }
}
