import type { Contact } from '#contract/api/contacts.ts'
import type { Conversation } from '#contract/api/conversations.ts'
import type { NetworkStatus } from '#contract/api/network.ts'
import type { Profile, ProfileState } from '#contract/api/profile.ts'
import type { TopicEvent } from '#contract/contract.ts'
import { TOPIC_NAMES, type TopicName } from '#contract/manifest.ts'
import { ApiError, errorText } from './api-error.ts'
import type { Client } from './client.ts'
import { createCollection, type Collection, type CollectionState } from './collection.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import { fetchContacts, fetchConversations } from './fetch-all.ts'
import { createSequenceWatch } from './sequence.ts'
import { createStore, type Store } from './store.ts'
import { createThreads, type Threads } from './threads.ts'

export interface Session {
  readonly phase: 'starting' | 'failed' | ProfileState
  /** Why it failed. */
  readonly error: string
  /** A profile is being made: its words are on the screen, so nothing may take their place. */
  readonly onboarding: boolean
  /** False while the connection to the host is lost. */
  readonly connected: boolean
  /** The host knows this window no more: nothing that is here can reach it. */
  readonly denied: boolean
}

export interface AppState {
  readonly client: Client
  readonly session: Store<Session>
  readonly profile: Store<{ readonly value: Profile | null }>
  readonly network: Store<{ readonly value: NetworkStatus | null }>
  readonly contacts: Collection<Contact>
  readonly conversations: Collection<Conversation>
  readonly threads: Threads
  readonly drafts: Drafts
  /** Asks for the state of the profile and loads what it allows. Also after create, recover and unlock. */
  enter(): Promise<void>
  setOnboarding(active: boolean): void
  deny(): void
  /** False, and nothing is sent, while the connection to the host is lost: the text stays where it was written. */
  send(conversationId: string, text: string): boolean
  /** What would be lost with this window: messages that are not stored, then what is being written. */
  unsent(): string[]
  /** Would leaving lose something for good: messages, what is being written, the words of a new profile? */
  isAtRisk(): boolean
  refreshProfile(): Promise<void>
  lock(): Promise<void>
  /** Ends the subscriptions of this window. */
  stop(): void
}

const starting: Session = { phase: 'starting', error: '', onboarding: false, connected: true, denied: false }

export function createAppState(bare: Client): AppState {
  const session = createStore(starting)
  const profile = createStore<{ value: Profile | null }>({ value: null })
  const network = createStore<{ value: NetworkStatus | null }>({ value: null })
  const sequence = createSequenceWatch()
  let entering: Promise<void> | undefined

  // A profile that was locked elsewhere shows itself by the first request that is refused.
  const client: Client = {
    ...bare,
    async request(method, input) {
      try {
        return await bare.request(method, input)
      } catch (error) {
        const shut = error instanceof ApiError && (error.code === 'locked' || error.code === 'no-profile')
        if (shut && session.get().phase === 'ready') void enter()
        throw error
      }
    },
  }

  const contacts = createCollection(() => fetchContacts(client))
  const conversations = createCollection(() => fetchConversations(client))
  const threads = createThreads(client)
  const drafts = createDrafts(client)

  const unsent = () => [...threads.unstored(), ...drafts.unsaved()]
  const setSession = (change: Partial<Session>) => session.set((before) => ({ ...before, ...change }))

  const refreshProfile = async () => profile.set({ value: await client.request('profile.get', {}) })
  const refreshNetwork = async () => network.set({ value: await client.request('network.status', {}) })

  const clear = () => {
    drafts.clear()
    threads.clear()
    contacts.clear()
    conversations.clear()
    profile.set({ value: null })
    network.set({ value: null })
  }

  const load = async () => {
    // Subscribed first: what happens while the lists are on their way comes as events.
    const { seq } = await client.request('events.subscribe', { topics: [...TOPIC_NAMES] })
    sequence.reset(seq)
    await Promise.all([refreshProfile(), refreshNetwork(), contacts.refresh(), conversations.refresh()])
    await threads.refresh()
  }

  const enterOnce = async () => {
    try {
      const { state } = await bare.request('profile.status', {})
      if (state === 'ready') await load()
      else clear()
      setSession({ phase: state, error: '' })
    } catch (error) {
      // With something on the screen already, a lost connection is told by a banner instead.
      if (session.get().phase !== 'ready') setSession({ phase: 'failed', error: errorText(error) })
    }
  }

  const enter = () => {
    entering ??= enterOnce().finally(() => {
      entering = undefined
    })
    return entering
  }

  const refetch: Record<TopicName, () => Promise<void>> = {
    'contact.updated': () => contacts.refresh(),
    'conversation.updated': () => conversations.refresh(),
    'message.added': () => threads.refresh(),
    'message.updated': () => threads.refresh(),
    'network.updated': refreshNetwork,
  }

  const apply = (event: TopicEvent) => {
    switch (event.topic) {
      case 'contact.updated':
        return contacts.apply(event.payload.contact, event.payload.removed)
      case 'conversation.updated':
        if (event.payload.removed) threads.forget(event.payload.conversation.id)
        return conversations.apply(event.payload.conversation, event.payload.removed)
      case 'message.added':
        return threads.apply(event.payload.message, true)
      case 'message.updated':
        return threads.apply(event.payload.message, false)
      case 'network.updated':
        return network.set({ value: event.payload.network })
    }
  }

  const stops = [
    client.onEvent((event) => {
      const kind = sequence.see(event.topic, event.seq)
      if (kind !== 'seen') apply(event)
      // What cannot be fetched now is fetched with everything else once the connection is back.
      if (kind === 'gap') refetch[event.topic]().catch(() => undefined)
    }),
    client.onConnection((connected) => {
      setSession({ connected })
      if (connected) void enter()
      // Who is there is not known from here on; the answer comes with the lists.
      else contacts.store.set(allOffline)
    }),
  ]

  return {
    client,
    session,
    profile,
    network,
    contacts,
    conversations,
    threads,
    drafts,
    enter,
    setOnboarding: (onboarding) => setSession({ onboarding }),
    deny: () => setSession({ denied: true, connected: false }),
    send(conversationId, text) {
      if (!session.get().connected) return false
      threads.open(conversationId).send(text)
      return true
    },
    unsent,
    isAtRisk() {
      const { onboarding, connected } = session.get()
      return onboarding || threads.unstored().length > 0 || (!connected && unsent().length > 0)
    },
    refreshProfile,
    async lock() {
      drafts.flush()
      await client.request('profile.lock', {})
      await enter()
    },
    stop() {
      for (const stop of stops) stop()
    },
  }
}

function allOffline(before: CollectionState<Contact>): CollectionState<Contact> {
  return { ...before, items: before.items.map((contact) => ({ ...contact, online: false })) }
}
