/** Up to two letters for an avatar: first letters of the first and last word, or of the only one. */
export function initials(name: string): string {
  const first = name.split(/\s+/u).map(firstLetter).filter(Boolean)
  const last = first.length > 1 ? first.at(-1) : ''
  return `${first[0] ?? ''}${last}`.toLocaleUpperCase()
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The first character that is not punctuation, as people see it: an emoji of several code points is one. */
function firstLetter(word: string): string {
  for (const { segment } of graphemes.segment(word)) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment
  }
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
