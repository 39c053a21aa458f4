/** Runs `action` once per key after `ms` of quiet; `flush` runs what waits at once. */
export interface KeyedDebounce<V> {
  set(key: string, value: V): void
  flush(key?: string): void
  drop(key: string): void
}

export function keyedDebounce<V>(ms: number, action: (key: string, value: V) => void): KeyedDebounce<V> {
  const waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; value: V }>()
  const run = (key: string) => {
    const entry = waiting.get(key)
    if (!entry) return
    clearTimeout(entry.timer)
    waiting.delete(key)
    action(key, entry.value)
  }
  return {
    set(key, value) {
      clearTimeout(waiting.get(key)?.timer)
      waiting.set(key, { value, timer: setTimeout(() => run(key), ms) })
    },
    flush(key) {
      for (const each of key === undefined ? [...waiting.keys()] : [key]) run(each)
    },
    drop(key) {
      clearTimeout(waiting.get(key)?.timer)
      waiting.delete(key)
    },
  }
}
