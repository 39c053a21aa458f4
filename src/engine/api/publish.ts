import { CoalescedTimer } from './coalesced-timer.ts'
import type { ConversationId } from '#shared/ids.ts'
import type { Clock } from '#engine/ports/index.ts'
import type { Workspace } from '#engine/services/workspace.ts'
import type { Publisher } from './callers.ts'
import { Views } from './views.ts'

/** Network news comes in bursts; it is told at most this often. */
const NETWORK_PAUSE_MS = 100

/** Makes the contract's events of what happens in an unlocked profile. Returns the way to stop. */
export function publishEvents(workspace: Workspace, publisher: Publisher, clock: Clock): () => void {
  const views = new Views(workspace)
  const { events, contactBook, conversationBook } = workspace

  const tellConversation = (id: ConversationId) => {
    const conversation = conversationBook.find(id)
    if (!conversation) return
    if (!publisher.isHeard('conversation.updated')) return publisher.count('conversation.updated')
    publisher.publish('conversation.updated', {
      conversation: views.conversation(conversation),
      removed: false,
    })
  }
  const network = new CoalescedTimer(clock, NETWORK_PAUSE_MS, () =>
    publisher.publish('network.updated', { network: views.network() }),
  )
  const stops = [
    events.on('messageAdded', (message) =>
      publisher.publish('message.added', { message: views.message(message) }),
    ),
    events.on('messageUpdated', (message) =>
      publisher.publish('message.updated', { message: views.message(message) }),
    ),
    events.on('contactUpdated', (id) => {
      const contact = contactBook.find(id)
      if (contact) publisher.publish('contact.updated', { contact: views.contact(contact), removed: false })
    }),
    events.on('contactRenamed', (id) => {
      const conversation = conversationBook.withContact(id)
      if (conversation) tellConversation(conversation.id)
    }),
    events.on('contactRemoved', (contact, conversation) => {
      publisher.publish('contact.updated', { contact: views.contact(contact), removed: true })
      if (conversation) {
        publisher.publish('conversation.updated', {
          conversation: views.conversation(conversation),
          removed: true,
        })
      }
    }),
    events.on('conversationUpdated', tellConversation),
    events.on('networkUpdated', () => network.poke()),
  ]
  return () => {
    for (const stop of stops) stop()
    network.stop()
  }
}
