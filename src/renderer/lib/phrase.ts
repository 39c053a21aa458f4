export const PHRASE_WORDS = 24

/** The words of a pasted or typed phrase; numbering ("1. abandon") and punctuation between words is dropped. */
export function phraseWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[\s,;.:)(\]["'“”\d-]+/u)
    .filter((word) => word !== '')
}

/** Positions of words that are in no recovery phrase; the last one counts only once it is finished by a space. */
export function strangeWords(text: string, known: ReadonlySet<string>): { at: number; word: string }[] {
  const words = phraseWords(text)
  const finished = /\s$/u.test(text) || words.length >= PHRASE_WORDS
  return words.flatMap((word, at) => {
    const typing = !finished && at === words.length - 1
    return known.has(word) || typing ? [] : [{ at, word }]
  })
}
