import { keyedDebounce } from '../lib/keyed-debounce.ts'
import type { Client } from './client.ts'

const SAVE_AFTER_MS = 400

/** What is being written in each conversation; kept by the engine over a restart. */
export interface Drafts {
  /** What this window knows already; undefined if it has to be loaded. */
  peek(conversationId: string): string | undefined
  load(conversationId: string): Promise<string>
  set(conversationId: string, text: string): void
  /** Saves what waits now: on leaving a conversation or the window. */
  flush(conversationId?: string): void
  /** What was written and is not kept by the engine as it stands here. */
  unsaved(): string[]
  clear(): void
}

export function createDrafts(client: Client): Drafts {
  const texts = new Map<string, string>()
  const saved = new Map<string, Promise<unknown>>()
  /** What the engine keeps of this window: loaded here or saved by it. Another window may have its own there. */
  const kept = new Map<string, string>()

  const store = async (conversationId: string, text: string) => {
    if (text === '' && !(await isOurs(conversationId))) return
    await client.request('conversations.saveDraft', { conversationId, text })
    kept.set(conversationId, text)
  }
  const isOurs = async (conversationId: string) => {
    const ours = kept.get(conversationId) ?? ''
    if (ours === '') return false
    return (await client.request('conversations.draft', { conversationId })).text === ours
  }
  // One save after the other per conversation: an older text must not arrive last.
  const save = keyedDebounce<string>(SAVE_AFTER_MS, (conversationId, text) => {
    const before = saved.get(conversationId) ?? Promise.resolve()
    // A draft that cannot be saved is still on the screen, and the next keystroke tries again.
    saved.set(
      conversationId,
      before.then(() => store(conversationId, text)).catch(() => undefined),
    )
  })
  return {
    peek: (conversationId) => texts.get(conversationId),
    async load(conversationId) {
      const { text } = await client.request('conversations.draft', { conversationId })
      if (!kept.has(conversationId)) kept.set(conversationId, text)
      const written = texts.get(conversationId)
      if (written !== undefined) return written
      texts.set(conversationId, text)
      return text
    },
    set(conversationId, text) {
      texts.set(conversationId, text)
      save.set(conversationId, text)
      if (text === '') save.flush(conversationId)
    },
    flush: (conversationId) => save.flush(conversationId),
    unsaved: () =>
      [...texts].flatMap(([id, text]) => (text.trim() === '' || kept.get(id) === text ? [] : [text])),
    clear() {
      save.flush()
      texts.clear()
      saved.clear()
      kept.clear()
    },
  }
}
