import type { z } from 'zod'

export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I
  readonly output: O
  /** Largest request in bytes of JSON; checked before it is parsed where the transport is text. */
  readonly maxBytes: number
}

export interface Topic<P extends z.ZodType = z.ZodType> {
  readonly payload: P
}

const DEFAULT_MAX_BYTES = 16 * 1024

export function method<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
  options: { maxBytes?: number } = {},
): Method<I, O> {
  return { input, output, maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES }
}

export function topic<P extends z.ZodType>(payload: P): Topic<P> {
  return { payload }
}
