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
  withRetry,
  withStored,
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

  // The engine stores messages in the order in which their requests begin. None waits for the answer to the one
  // before: what is only in this window is lost with it.
  const hand = async ({ clientId, text }: Outgoing) => {
    lost.delete(clientId)
    try {
      const { message } = await client.request('messages.send', { conversationId, text, clientId })
      touched.add(message.id)
      store.set((before) => withStored(before, clientId, message))
    } catch (error) {
      if (error instanceof ApiError && error.code === 'unreachable') lost.add(clientId)
      store.set((before) => withFailure(before, clientId, errorText(error)))
    }
  }

  const begin = (outgoing: Outgoing) => {
    store.set((before) => withOutgoing(before, outgoing))
    void hand(outgoing)
  }

  const retryLost = () => {
    const again = store.get().outgoing.filter(({ clientId }) => lost.has(clientId))
    lost.clear()
    for (const outgoing of again) {
      store.set((before) => withRetry(before, outgoing.clientId))
      void hand(outgoing)
    }
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
      // What was written before it is stored before it.
      retryLost()
      begin({ clientId: toHex(crypto.getRandomValues(new Uint8Array(16))), text, sentAt: Date.now() })
    },
    resend(clientId) {
      const found = store.get().outgoing.find((each) => each.clientId === clientId)
      if (found) begin({ clientId, text: found.text, sentAt: Date.now() })
    },
    discard(clientId) {
      lost.delete(clientId)
      store.set((before) => withoutOutgoing(before, clientId))
    },
    apply(message, added) {
      touched.add(message.id)
      store.set((before) => withMessage(before, message, added))
    },
    retryLost,
  }
}

/** All threads that were opened; events reach those that are loaded, the others fetch when they are opened. */
export interface Threads {
  open(conversationId: string): Thread
  apply(message: Message, added: boolean): void
  /** After a gap: fetches what is loaded again. */
  refresh(): Promise<void>
  /** What was sent and is not stored by the engine: it exists in this window alone. Oldest first in each thread. */
  unstored(): string[]
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
    unstored: () =>
      [...threads.values()].flatMap(({ store }) => store.get().outgoing.map(({ text }) => text)),
    forget: (conversationId) => void threads.delete(conversationId),
    clear: () => threads.clear(),
  }
}
