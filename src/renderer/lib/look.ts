/** Up to two letters for an avatar: first letters of the first and last word, or of the only one. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}]+/u).filter((word) => word !== '')
  const first = firstLetter(words[0])
  const last = words.length > 1 ? firstLetter(words.at(-1)) : ''
  return (first + last).toLocaleUpperCase()
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function firstLetter(word: string | undefined): string {
  if (!word) return ''
  for (const { segment } of letters.segment(word)) return segment
  return ''
}

/** A hue from 0 to 359 out of an id, in steps of 24 so that neighbours differ visibly. */
export function hueOf(id: string): number {
  let hash = 2166136261
  for (let at = 0; at < id.length; at++) {
    hash ^= id.charCodeAt(at)
    hash = Math.imul(hash, 16777619) >>> 0
  }
  return (hash % 15) * 24
}
