import { createContext, useContext } from 'react'
import type { Contact } from '#contract/api/contacts.ts'
import type { Conversation } from '#contract/api/conversations.ts'
import type { NetworkStatus } from '#contract/api/network.ts'
import type { Profile } from '#contract/api/profile.ts'
import type { AppState, Session } from './app-state.ts'
import type { CollectionState } from './collection.ts'
import { useStore } from './store.ts'

export const AppStateContext = createContext<AppState | null>(null)

export function useAppState(): AppState {
  const state = useContext(AppStateContext)
  if (!state) throw new Error('no AppStateContext above this component')
  return state
}

export function useSession(): Session {
  return useStore(useAppState().session, (session) => session)
}

export function useProfile(): Profile | null {
  return useStore(useAppState().profile, ({ value }) => value)
}

export function useNetwork(): NetworkStatus | null {
  return useStore(useAppState().network, ({ value }) => value)
}

export function useContacts(): CollectionState<Contact> {
  return useStore(useAppState().contacts.store, (state) => state)
}

export function useContact(contactId: string): Contact | undefined {
  return useStore(useAppState().contacts.store, ({ items }) => items.find(({ id }) => id === contactId))
}

export function useConversations(): CollectionState<Conversation> {
  return useStore(useAppState().conversations.store, (state) => state)
}

export function useConversation(conversationId: string): Conversation | undefined {
  return useStore(useAppState().conversations.store, ({ items }) =>
    items.find(({ id }) => id === conversationId),
  )
}
