/** Largest text that is worth asking the engine about: an address with four hints is far below. */
export const MAX_ADDRESS_CHARS = 2000
/** Longest text in which an address is looked for; what lies behind is not read. */
export const MAX_PASTED_CHARS = 8000

/**
 * How many characters the part before the hints has: of an identity alone, with the key of its node, with a mailbox,
 * with both. They tell the second half of a broken address from the word that follows it.
 */
const PAYLOAD_CHARS = [61, 112, 138, 189]
const LONGEST_PAYLOAD = Math.max(...PAYLOAD_CHARS)

/** Whether a scanned or pasted text can be an address or link at all. The engine decides whether it is one. */
export function looksLikeAddress(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.length <= MAX_ADDRESS_CHARS && /^sotto:[A-Z2-7]{8,}/i.test(trimmed)
}

/**
 * The address or link in a text as people paste it: without the words around it and without the white space that a
 * mail program broke it with. A text without one comes back trimmed, so that the engine can say what is wrong.
 */
export function addressIn(pasted: string): string {
  const text = pasted.slice(0, MAX_PASTED_CHARS).trim()
  for (const { 0: scheme, index } of text.matchAll(/sotto:/gi)) {
    const whole = wholeAddress(text.slice(index + scheme.length))
    if (whole !== undefined) return withoutPunctuation(scheme + whole).slice(0, MAX_ADDRESS_CHARS)
  }
  const found = /sotto:[A-Z2-7]\S*/i.exec(text)?.[0]
  return (found === undefined ? text : withoutPunctuation(found)).slice(0, MAX_ADDRESS_CHARS)
}

/** What follows `sotto:`, put together; undefined if it has the length of no address. */
function wholeAddress(rest: string): string | undefined {
  let read = ''
  let whole: string | undefined
  let end = 0
  for (const { 0: all, 1: piece = '', index } of rest.matchAll(/\s*([A-Z2-7]+)(?![A-Z0-9])/giy)) {
    read += piece
    if (read.length > LONGEST_PAYLOAD) break
    if (!PAYLOAD_CHARS.includes(read.length)) continue
    whole = read
    end = index + all.length
  }
  return whole === undefined ? undefined : whole + hintsAt(rest.slice(end))
}

function hintsAt(rest: string): string {
  const start = /^\s*(\?\S*)/.exec(rest)
  if (!start) return ''
  let hints = start[1] ?? ''
  for (const [, space = '', piece = ''] of rest.slice(start[0].length).matchAll(/(\s+)(\S+)/gy)) {
    if (!goesOn(hints, space, piece)) break
    hints += piece
  }
  return hints
}

/** Words seldom hold what every piece of a hint holds; the last digits of a port are left alone on a line at most. */
function goesOn(hints: string, space: string, piece: string): boolean {
  if (/sotto:|:\/\//i.test(piece)) return false
  const newLine = /[\r\n]/.test(space)
  if (!newLine && /[.,;!)\]>]$/.test(hints)) return false
  return /[/=&%]/.test(piece) || (newLine && /^\d{1,5}[.,;!)\]>]?$/.test(piece))
}

/** A sentence or a pair of brackets may end right behind an address. */
function withoutPunctuation(address: string): string {
  return address.replace(/[.,;:!?)\]>"'”’»]{1,8}$/u, '')
}
