import { MAX_BUNDLE_BYTES, MAX_BUNDLE_REQUEST_BYTES } from '../../limits.ts'

/** One request, one answer, then both sides have closed. */
export const BUNDLE_PROTOCOL = '/sotto/bundle/1'

export const REQUEST_BOUNDS = { min: 1, max: MAX_BUNDLE_REQUEST_BYTES } as const

/** An answer of no bytes is a refusal. */
export const ANSWER_BOUNDS = { min: 0, max: MAX_BUNDLE_BYTES } as const
