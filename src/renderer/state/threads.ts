import type { Message } from '#contract/api/messages.ts'
import { toHex } from '#shared/bytes.ts'
import { ApiError, errorText } from './api-error.ts'
import type { Client } from './client.ts'
import { createStore, type Store } from './store.ts'
import {
  emptyThread,
  withFailure,
  withMessage,
  withNewest,
  withOlder,
  withOutgoing,
  withoutOutgoing,
  type Outgoing,
  type ThreadState,
} from './thread-state.ts'

const PAGE = 50
const MAX_REFETCH = 200

/** The messages of one conversation, as far as they are loaded. */
export interface Thread {
  readonly store: Store<ThreadState>
  /** Fetches the newest page, or as much as was loaded. */
  refresh(): Promise<void>
  loadOlder(): Promise<void>
  /** Shows the message at once; what fails stays visible with its reason and can be sent again. */
  send(text: string): void
  resend(clientId: string): void
  discard(clientId: string): void
  apply(message: Message, added: boolean): void
  /** Sends again what a lost connection kept from the engine: the same `clientId` cannot be stored twice. */
  retryLost(): void
}

export function createThread(client: Client, conversationId: string): Thread {
  const store = createStore(emptyThread)
  const lost = new Set<string>()
  let touched = new Set<string>()
  let round = 0
  let older: Promise<void> | undefined
  // One after the other, so that messages are stored in the order in which they were written.
  let queue: Promise<void> = Promise.resolve()

  const hand = (outgoing: Outgoing) => {
    lost.delete(outgoing.clientId)
    queue = queue.then(async () => {
      const { clientId, text } = outgoing
      try {
        const { message } = await client.request('messages.send', { conversationId, text, clientId })
        touched.add(message.id)
        store.set((before) => withMessage(withoutOutgoing(before, clientId), message, true))
      } catch (error) {
        if (error instanceof ApiError && error.code === 'unreachable') lost.add(clientId)
        store.set((before) => withFailure(before, clientId, errorText(error)))
      }
    })
  }

  const again = (clientId: string) => {
    const found = store.get().outgoing.find((each) => each.clientId === clientId)
    if (!found) return
    const outgoing = { clientId, text: found.text, sentAt: Date.now() }
    store.set((before) => withOutgoing(before, outgoing))
    hand(outgoing)
  }

  const fetchOlder = async () => {
    const { next, epoch } = store.get()
    if (next === null) return
    const page = await client.request('messages.list', { conversationId, limit: PAGE, before: next })
    // The loaded part may have been replaced while the page was on its way.
    if (store.get().epoch === epoch && store.get().next === next) store.set((now) => withOlder(now, page))
  }

  return {
    store,
    async refresh() {
      const mine = ++round
      touched = new Set()
      const limit = Math.min(Math.max(store.get().items.length, PAGE), MAX_REFETCH)
      const page = await client.request('messages.list', { conversationId, limit })
      if (mine !== round) return
      store.set((before) => withNewest(before, page, touched))
    },
    loadOlder() {
      older ??= fetchOlder().finally(() => {
        older = undefined
      })
      return older
    },
    send(text) {
      const clientId = toHex(crypto.getRandomValues(new Uint8Array(16)))
      const outgoing = { clientId, text, sentAt: Date.now() }
      store.set((before) => withOutgoing(before, outgoing))
      hand(outgoing)
    },
    resend: again,
    discard(clientId) {
      lost.delete(clientId)
      store.set((before) => withoutOutgoing(before, clientId))
    },
    apply(message, added) {
      touched.add(message.id)
      store.set((before) => withMessage(before, message, added))
    },
    retryLost() {
      for (const clientId of lost) again(clientId)
    },
  }
}

/** All threads that were opened; events reach those that are loaded, the others fetch when they are opened. */
export interface Threads {
  open(conversationId: string): Thread
  apply(message: Message, added: boolean): void
  /** After a gap: fetches what is loaded again. */
  refresh(): Promise<void>
  forget(conversationId: string): void
  clear(): void
}

export function createThreads(client: Client): Threads {
  const threads = new Map<string, Thread>()
  return {
    open(conversationId) {
      const known = threads.get(conversationId)
      if (known) return known
      const thread = createThread(client, conversationId)
      threads.set(conversationId, thread)
      return thread
    },
    apply: (message, added) => threads.get(message.conversationId)?.apply(message, added),
    async refresh() {
      const loaded = [...threads.values()].filter((thread) => thread.store.get().loaded)
      await Promise.all(loaded.map((thread) => thread.refresh()))
      for (const thread of threads.values()) thread.retryLost()
    },
    forget: (conversationId) => void threads.delete(conversationId),
    clear: () => threads.clear(),
  }
}
