import { MAX_FRAME_BYTES } from '../../limits.ts'

/** One-directional: who opens the stream sends, the other side never writes. */
export const FRAMES_PROTOCOL = '/sotto/frames/1'

/** A frame of no bytes says nothing and costs the receiver as much as one that does: refused. */
export const FRAME_BOUNDS = { min: 1, max: MAX_FRAME_BYTES } as const
