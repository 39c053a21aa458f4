import { CONTRACT_VERSION, type Output, type ParsedInput } from '#contract/contract.ts'
import type { MethodName } from '#contract/manifest.ts'
import type { ContactId, ConversationId, MessageId } from '#shared/ids.ts'
import type { Profiles } from '#engine/services/profiles.ts'
import type { Workspace } from '#engine/services/workspace.ts'
import { pageOf, positionCursor } from './paging.ts'
import { Views } from './views.ts'

/** What every method does; subscriptions are the caller's own affair (callers.ts). */
export type Handlers = {
  readonly [M in Exclude<MethodName, 'events.subscribe'>]: (
    input: ParsedInput<M>,
  ) => Promise<Output<M>> | Output<M>
}

export interface HandlersComponents {
  readonly profiles: Profiles<Workspace>
  readonly appVersion: string
  readonly protocolVersion: number
}

const DIAL_TIMEOUT_MS = 15_000

export function createHandlers({ profiles, appVersion, protocolVersion }: HandlersComponents): Handlers {
  const open = () => profiles.workspace()
  const views = () => new Views(open())
  const contactOf = (id: string) => views().contact(open().contactBook.get(id as ContactId))

  return {
    'app.version': () => ({ app: appVersion, contract: CONTRACT_VERSION, protocol: protocolVersion }),

    'profile.status': () => ({ state: profiles.state }),
    'profile.policy': () => profiles.policy(),
    'profile.create': async ({ displayName, passphrase }) => {
      const words = await profiles.create({ displayName, passphrase })
      await open().networkStarted()
      return { words, profile: views().profile() }
    },
    'profile.recover': async ({ words, displayName, passphrase }) => {
      const list = typeof words === 'string' ? words.trim().split(/[\s,]+/u) : words
      await profiles.recover(list, { displayName, passphrase })
      await open().networkStarted()
      return { profile: views().profile() }
    },
    'profile.unlock': async ({ passphrase }) => {
      await profiles.unlock(passphrase)
      return {}
    },
    'profile.lock': async () => {
      await profiles.lock()
      return {}
    },
    'profile.get': async () => {
      await open().networkStarted()
      return views().profile()
    },

    'contacts.preview': ({ address }) => {
      const { contactId, route } = open().contacts.preview(address)
      const known = open().contactBook.find(contactId)
      return { contactId, known: known ? views().contact(known) : null, hints: route?.multiaddrs.length ?? 0 }
    },
    'contacts.add': async ({ address, nickname, message }) => {
      const { id } = await open().contacts.add(address, nickname, message)
      return { contact: contactOf(id) }
    },
    'contacts.list': (input) => {
      const newestFirst = [...open().contactBook.all()].toSorted(
        (a, b) => b.addedAt - a.addedAt || (a.id < b.id ? 1 : -1),
      )
      return pageOf(newestFirst, input, {
        cursor: (contact) => contact.id,
        view: (contact) => views().contact(contact),
      })
    },
    'contacts.get': ({ contactId }) => ({ contact: contactOf(contactId) }),
    'contacts.accept': async ({ contactId }) => {
      await open().contacts.accept(contactId as ContactId)
      return { contact: contactOf(contactId) }
    },
    'contacts.block': async ({ contactId }) => {
      await open().contacts.block(contactId as ContactId)
      return { contact: contactOf(contactId) }
    },
    'contacts.unblock': async ({ contactId }) => {
      await open().contacts.unblock(contactId as ContactId)
      return { contact: contactOf(contactId) }
    },
    'contacts.remove': async ({ contactId }) => {
      await open().contacts.remove(contactId as ContactId)
      return {}
    },
    'contacts.rename': async ({ contactId, nickname }) => {
      await open().contacts.rename(contactId as ContactId, nickname)
      return { contact: contactOf(contactId) }
    },
    'contacts.verify': async ({ contactId, verified }) => {
      await open().contacts.verify(contactId as ContactId, verified)
      return { contact: contactOf(contactId) }
    },
    'contacts.safetyNumber': ({ contactId }) => ({
      digits: open().contacts.safetyNumber(contactId as ContactId),
    }),

    'conversations.list': (input) =>
      pageOf(open().conversationBook.all(), input, {
        cursor: (conversation) => conversation.id,
        view: (conversation) => views().conversation(conversation),
      }),
    'conversations.markRead': async ({ conversationId, upTo }) => {
      await open().messages.markRead(conversationId as ConversationId, upTo as MessageId | number)
      return {}
    },
    'conversations.draft': ({ conversationId }) => ({
      text: open().conversationBook.draft(conversationId as ConversationId),
    }),
    'conversations.saveDraft': async ({ conversationId, text }) => {
      await open().conversationBook.saveDraft(conversationId as ConversationId, text)
      return {}
    },

    'messages.send': async ({ conversationId, text, clientId }) => {
      const message = await open().messages.send(conversationId as ConversationId, text, clientId)
      return { message: views().message(message) }
    },
    'messages.list': async ({ conversationId, limit, before }) => {
      const below = positionCursor(before)
      const page = { limit, ...(below !== undefined && { before: below }) }
      const found = await open().conversationBook.messages(conversationId as ConversationId, page)
      const oldest = found.at(-1)
      const next = oldest && oldest.position > 1 && found.length === limit ? String(oldest.position) : null
      return { items: found.map((message) => views().message(message)), next }
    },

    'network.status': () => views().network(),
    'network.dial': async ({ multiaddr }) => {
      await open().networkStarted()
      await open().network.dial(multiaddr, { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) })
      return {}
    },
  }
}
