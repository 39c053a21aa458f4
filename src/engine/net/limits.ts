/** Largest frame: a 128 KiB ratchet message and its type byte (PROTOCOL: padding buckets), rounded up. */
export const MAX_FRAME_BYTES = 131_072 + 64

/** A bundle request is version, type and a 32-byte commitment. */
export const MAX_BUNDLE_REQUEST_BYTES = 64

/** Identity block (1,305 bytes), signed prekey (about 1,400) and room for mailboxes. */
export const MAX_BUNDLE_BYTES = 8_192
