/** Largest text that is worth asking the engine about: an address with four hints is far below. */
export const MAX_ADDRESS_CHARS = 2000

/** Whether a scanned or pasted text can be an address or link at all. The engine decides whether it is one. */
export function looksLikeAddress(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.length <= MAX_ADDRESS_CHARS && /^sotto:[A-Z2-7]{8,}/i.test(trimmed)
}
