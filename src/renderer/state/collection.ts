import { mergeFetched, withItem } from './merge.ts'
import { createStore, type Store } from './store.ts'

export interface CollectionState<T> {
  readonly items: readonly T[]
  readonly loaded: boolean
}

/** A list that is fetched whole and then kept by events. */
export interface Collection<T> {
  readonly store: Store<CollectionState<T>>
  /** Fetches again; a call during a fetch leads to one more, so that the last state wins. */
  refresh(): Promise<void>
  apply(item: T, removed?: boolean): void
  clear(): void
}

export function createCollection<T extends { readonly id: string }>(
  fetch: () => Promise<readonly T[]>,
): Collection<T> {
  const empty: CollectionState<T> = { items: [], loaded: false }
  const store = createStore(empty)
  let round = 0
  let touched = new Set<string>()

  return {
    store,
    async refresh() {
      const mine = ++round
      touched = new Set()
      const fetched = await fetch()
      // A newer fetch is on its way, or the profile was locked meanwhile.
      if (mine !== round) return
      store.set(({ items }) => ({ items: mergeFetched(items, fetched, touched), loaded: true }))
      touched = new Set()
    },
    apply(item, removed = false) {
      touched.add(item.id)
      store.set((before) => ({ ...before, items: withItem(before.items, item, removed) }))
    },
    clear() {
      round++
      store.set(empty)
    },
  }
}
