/**
 * A fetched list next to events that came while it was on its way: for ids in `touched` the event is newer than the
 * list or as new, so what we have (or have removed) stays.
 */
export function mergeFetched<T extends { readonly id: string }>(
  current: readonly T[],
  fetched: readonly T[],
  touched: ReadonlySet<string>,
): T[] {
  if (touched.size === 0) return [...fetched]
  const kept = current.filter((item) => touched.has(item.id))
  return [...kept, ...fetched.filter((item) => !touched.has(item.id))]
}

/** The list with one item replaced, added in front or removed. */
export function withItem<T extends { readonly id: string }>(
  list: readonly T[],
  item: T,
  removed: boolean,
): T[] {
  if (removed) return list.filter((other) => other.id !== item.id)
  const at = list.findIndex((other) => other.id === item.id)
  return at < 0 ? [item, ...list] : list.with(at, item)
}
