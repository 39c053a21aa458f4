import type { Contact as ContactView } from '#contract/api/contacts.ts'
import type { Conversation as ConversationView } from '#contract/api/conversations.ts'
import type { Message as MessageView, MessageReason, MessageState } from '#contract/api/messages.ts'
import type { NetworkStatus } from '#contract/api/network.ts'
import type { Profile } from '#contract/api/profile.ts'
import { contactTitle, type Contact } from '#engine/domain/contact.ts'
import type { Conversation } from '#engine/domain/conversation.ts'
import type { Message } from '#engine/domain/message.ts'
import type { Workspace } from '#engine/services/workspace.ts'

/** The one place where domain objects become what crosses the bridge. */
export class Views {
  readonly #w: Workspace

  constructor(workspace: Workspace) {
    this.#w = workspace
  }

  profile(): Profile {
    const { own } = this.#w
    const { address, link } = own.address()
    return { id: own.identity.contactId, displayName: own.record.displayName, address, link }
  }

  contact(contact: Contact): ContactView {
    const { id, nickname, displayName, state, verified, lastSeen } = contact
    return { id, nickname, displayName, state, verified, online: this.#w.isOnline(contact), lastSeen }
  }

  conversation(conversation: Conversation): ConversationView {
    const { id, contactId, unread, updatedAt, nextPosition } = conversation
    const contact = this.#w.contactBook.find(contactId)
    const last = this.#w.conversationBook.message(id, nextPosition - 1)
    return {
      id,
      contactId,
      title: contact ? contactTitle(contact) : '',
      unread,
      lastMessage: last ? this.message(last) : null,
      updatedAt,
    }
  }

  message(message: Message): MessageView {
    const { id, conversationId, text, sentAt, receivedAt } = message
    const conversation = this.#w.conversationBook.find(conversationId)
    const contact = conversation && this.#w.contactBook.find(conversation.contactId)
    const author = message.mine ? 'me' : (conversation?.contactId ?? '')
    const state = this.#state(message, conversation)
    const reason = this.#reason(message, state, contact)
    return { id, conversationId, author, text, sentAt, receivedAt, state, ...(reason && { reason }) }
  }

  network(): NetworkStatus {
    const { network } = this.#w
    return {
      peerId: network.peerId,
      listening: network.multiaddrs().map((multiaddr) => `${multiaddr}/p2p/${network.peerId}`),
      peers: network.connectionCount(),
      state: this.#w.networkState(),
      mdns: this.#w.looksOnLocalNetwork,
      contactsOnline: this.#w.contactsOnline(),
    }
  }

  #state(message: Message, conversation: Conversation | undefined): MessageState {
    const { state, position, mine, id } = message
    if (!mine) return position <= (conversation?.readPosition ?? 0) ? 'read' : 'delivered'
    if (state === 'queued') return this.#w.courier.isInFlight(id) ? 'sent' : 'queued'
    if (state === 'unreadable') return 'failed'
    if (state === 'delivered' && position <= (conversation?.peerReadPosition ?? 0)) return 'read'
    return state
  }

  #reason(message: Message, state: MessageState, contact: Contact | undefined): MessageReason | undefined {
    if (message.state === 'unreadable') return 'unreadable'
    if (state !== 'queued') return undefined
    if (contact?.state === 'blocked') return 'blocked'
    if (contact?.state === 'requested') return 'awaiting-acceptance'
    return this.#w.hasNetwork() ? 'unreachable' : 'offline'
  }
}
