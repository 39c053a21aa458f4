/** A whole number from 0 to `below` − 1. */
export type Draw = (below: number) => number

const secureDraw: Draw = (below) => {
  // Rejection keeps the draw even; `below` is tiny, so a second round is rare.
  const limit = 256 - (256 % below)
  for (;;) {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0
    if (byte < limit) return byte % below
  }
}

/** `count` different positions of `total`, in ascending order: the words that are asked back. */
export function quizPositions(total: number, count: number, draw: Draw = secureDraw): number[] {
  const left = Array.from({ length: total }, (_, at) => at)
  const chosen: number[] = []
  while (chosen.length < count && left.length > 0) chosen.push(...left.splice(draw(left.length), 1))
  return chosen.toSorted((a, b) => a - b)
}

export function sameWord(typed: string, word: string): boolean {
  return typed.trim().toLowerCase() === word
}
