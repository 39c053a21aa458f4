import { Fault } from '#shared/fault.ts'

export interface PageInput {
  readonly limit: number
  readonly before?: string | undefined
}

/** A page of a list that is in memory already, in its order; the cursor names the last item that was shown. */
export function pageOf<T, V>(
  items: readonly T[],
  input: PageInput,
  options: { cursor: (item: T) => string; view: (item: T) => V },
): { items: V[]; next: string | null } {
  let start = 0
  if (input.before !== undefined) {
    const at = items.findIndex((item) => options.cursor(item) === input.before)
    if (at < 0) throw new Fault('invalid', 'This page is not there any more. Start from the first one.')
    start = at + 1
  }
  const page = items.slice(start, start + input.limit)
  const last = page.at(-1)
  const more = start + page.length < items.length
  return { items: page.map(options.view), next: more && last !== undefined ? options.cursor(last) : null }
}

/** A cursor that is a position, 1 or more. */
export function positionCursor(before: string | undefined): number | undefined {
  if (before === undefined) return undefined
  if (!/^[1-9]\d{0,15}$/.test(before)) throw new Fault('invalid', 'This is not a cursor of this list.')
  return Number(before)
}
