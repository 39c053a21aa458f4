import type { ContactId, ConversationId } from '#shared/ids.ts'
import type { Contact } from '#engine/domain/contact.ts'
import type { Conversation } from '#engine/domain/conversation.ts'
import type { Message } from '#engine/domain/message.ts'

/** What happened, by identifier or stored object; the api layer makes the contract's payloads of it. */
export interface EngineEvents {
  messageAdded: [message: Message]
  messageUpdated: [message: Message]
  contactUpdated: [id: ContactId]
  /** The title of their conversation has changed. */
  contactRenamed: [id: ContactId]
  contactRemoved: [contact: Contact, conversation: Conversation | undefined]
  conversationUpdated: [id: ConversationId]
  networkUpdated: []
}

type Listener<K extends keyof EngineEvents> = (...payload: EngineEvents[K]) => void

export class Events {
  readonly #listeners = new Map<keyof EngineEvents, Set<Listener<never>>>()

  on<K extends keyof EngineEvents>(event: K, listener: Listener<K>): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  emit<K extends keyof EngineEvents>(event: K, ...payload: EngineEvents[K]): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as Listener<K>)(...payload)
  }
}
