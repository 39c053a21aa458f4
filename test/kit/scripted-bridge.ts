import type { Contact } from '#contract/api/contacts.ts'
import type { Conversation } from '#contract/api/conversations.ts'
import type { Message } from '#contract/api/messages.ts'
import type { NetworkStatus } from '#contract/api/network.ts'
import type { Profile, ProfileState } from '#contract/api/profile.ts'
import type { Bridge, BridgeEvent, Reply } from '#contract/bridge.ts'
import type { Output, ParsedInput, Payload } from '#contract/contract.ts'
import type { ErrorCode } from '#contract/errors.ts'
import type { MethodName, TopicName } from '#contract/manifest.ts'

/** What a scripted engine holds. Everything may be changed between requests. */
export interface Script {
  state: ProfileState
  passphrase: string | null
  policy: Output<'profile.policy'>
  profile: Profile
  words: string[]
  network: NetworkStatus
  contacts: Contact[]
  conversations: Conversation[]
  /** By conversation, oldest first. */
  messages: Record<string, Message[]>
  drafts: Record<string, string>
}

export interface ScriptedBridge extends Bridge {
  readonly script: Script
  /** Every request, in order. */
  readonly requests: { readonly method: MethodName; readonly params: unknown }[]
  emit<T extends TopicName>(topic: T, payload: Payload<T>): void
  /** An event that never arrives: only its number is used up. */
  lose(topic: TopicName): void
  connection(connected: boolean): void
  /** A message of theirs arrives, with the events that go with it. */
  receive(conversationId: string, text: string): Message
  /** Holds back the answers to a method until the returned function is called. */
  hold(method: MethodName): () => void
}

class Refusal extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const hex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

function pageOf<T>(all: readonly T[], input: { limit?: number; before?: string }) {
  const from = input.before === undefined ? 0 : Number(input.before)
  const limit = input.limit ?? 50
  const items = all.slice(from, from + limit)
  return { items, next: from + limit < all.length ? String(from + limit) : null }
}

/** An engine made of arrays: enough of the contract's behaviour to drive an interface, and nothing of a network. */
export function createScriptedBridge(script: Script): ScriptedBridge {
  const listeners = new Set<(event: BridgeEvent) => void>()
  const connections = new Set<(connected: boolean) => void>()
  const requests: { method: MethodName; params: unknown }[] = []
  const seq: Partial<Record<TopicName, number>> = {}
  const held = new Map<MethodName, Promise<void>>()
  const sent = new Map<string, Message>()

  const next = (topic: TopicName) => (seq[topic] = (seq[topic] ?? 0) + 1)
  const emit = <T extends TopicName>(topic: T, payload: Payload<T>) => {
    const event = { topic, seq: next(topic), payload: structuredClone(payload) }
    for (const listener of listeners) listener(event)
  }

  const find = <T extends { id: string }>(list: readonly T[], id: string): T => {
    const found = list.find((item) => item.id === id)
    if (!found) throw new Refusal('not-found', 'There is no such thing.')
    return found
  }
  const contact = (id: string) => find(script.contacts, id)
  const change = (id: string, changes: Partial<Contact>) => {
    const after = { ...contact(id), ...changes }
    script.contacts = script.contacts.map((each) => (each.id === id ? after : each))
    emit('contact.updated', { contact: after, removed: false })
    const conversation = script.conversations.find((each) => each.contactId === id)
    if (conversation) update({ ...conversation, title: after.nickname || after.displayName || 'New contact' })
    return { contact: after }
  }
  const update = (conversation: Conversation) => {
    const others = script.conversations.filter((each) => each.id !== conversation.id)
    script.conversations = [conversation, ...others].toSorted((a, b) => b.updatedAt - a.updatedAt)
    emit('conversation.updated', { conversation, removed: false })
  }
  const add = (message: Message, unread: number) => {
    const list = (script.messages[message.conversationId] ??= [])
    list.push(message)
    emit('message.added', { message })
    const conversation = find(script.conversations, message.conversationId)
    update({
      ...conversation,
      unread: conversation.unread + unread,
      lastMessage: message,
      updatedAt: message.sentAt,
    })
  }

  const handlers: { [M in MethodName]: (input: ParsedInput<M>) => Output<M> } = {
    'app.version': () => ({ app: '0.0.0', contract: 1, protocol: 1 }),
    'profile.status': () => ({ state: script.state }),
    'profile.policy': () => script.policy,
    'profile.create': ({ displayName, passphrase }) => {
      script.state = 'ready'
      script.passphrase = passphrase ?? null
      script.profile = { ...script.profile, displayName }
      return { words: script.words, profile: script.profile }
    },
    'profile.recover': ({ words, displayName }) => {
      const given = typeof words === 'string' ? words.split(' ') : words
      if (given.join() !== script.words.join()) {
        throw new Refusal(
          'wrong-words',
          'These are not the words of an identity. Check their order and spelling.',
        )
      }
      script.state = 'ready'
      script.profile = { ...script.profile, displayName }
      return { profile: script.profile }
    },
    'profile.unlock': ({ passphrase }) => {
      if (passphrase !== script.passphrase) throw new Refusal('wrong-passphrase', 'Wrong passphrase.')
      script.state = 'ready'
      return {}
    },
    'profile.lock': () => {
      if (script.passphrase === null) throw new Refusal('conflict', 'There is no passphrase.')
      script.state = 'locked'
      return {}
    },
    'profile.get': () => script.profile,
    'contacts.preview': ({ address }) => {
      if (!/^sotto:[A-Z2-7]{10,}/i.test(address)) {
        throw new Refusal('bad-address', 'This is not a Sotto address, or a part of it is missing.')
      }
      if (address.startsWith(script.profile.address)) {
        throw new Refusal('own-address', 'This is your own address.')
      }
      const known = script.contacts.find(({ id }) => address.toLowerCase().includes(id.slice(0, 12))) ?? null
      return { contactId: known?.id ?? hex(32), known, hints: 0 }
    },
    'contacts.add': ({ nickname, message }) => {
      const id = hex(32)
      const added: Contact = {
        id,
        nickname: nickname ?? '',
        displayName: '',
        state: 'requested',
        verified: false,
        online: false,
        lastSeen: null,
      }
      script.contacts = [added, ...script.contacts]
      emit('contact.updated', { contact: added, removed: false })
      const conversationId = hex(16)
      update({
        id: conversationId,
        contactId: id,
        title: added.nickname || 'New contact',
        unread: 0,
        lastMessage: null,
        updatedAt: Date.now(),
      })
      if (message) add(mine(conversationId, message, 'awaiting-acceptance'), 0)
      return { contact: added }
    },
    'contacts.list': (input) => pageOf(script.contacts, given(input)),
    'contacts.get': ({ contactId }) => ({ contact: contact(contactId) }),
    'contacts.accept': ({ contactId }) => change(contactId, { state: 'accepted' }),
    'contacts.block': ({ contactId }) => change(contactId, { state: 'blocked' }),
    'contacts.unblock': ({ contactId }) => change(contactId, { state: 'accepted' }),
    'contacts.remove': ({ contactId }) => {
      const removed = contact(contactId)
      script.contacts = script.contacts.filter(({ id }) => id !== contactId)
      emit('contact.updated', { contact: removed, removed: true })
      const conversation = script.conversations.find((each) => each.contactId === contactId)
      script.conversations = script.conversations.filter((each) => each !== conversation)
      if (conversation) emit('conversation.updated', { conversation, removed: true })
      return {}
    },
    'contacts.rename': ({ contactId, nickname }) => change(contactId, { nickname }),
    'contacts.verify': ({ contactId, verified }) => change(contactId, { verified }),
    'contacts.safetyNumber': ({ contactId }) => {
      if (contact(contactId).state === 'requested') throw new Refusal('conflict', 'Not known yet.')
      const digits = Array.from({ length: 12 }, (_, at) =>
        String(10_007 * (at + 3))
          .padStart(5, '0')
          .slice(-5),
      )
      return { digits: digits.join(' ') }
    },
    'conversations.list': (input) => pageOf(script.conversations, given(input)),
    'conversations.markRead': ({ conversationId, upTo }) => {
      const list = script.messages[conversationId] ?? []
      const end = typeof upTo === 'string' ? list.findIndex(({ id }) => id === upTo) : list.length - 1
      let left = 0
      for (const [at, message] of list.entries()) {
        if (message.author === 'me' || message.state !== 'delivered') continue
        if (at > end) left++
        else emit('message.updated', { message: (list[at] = { ...message, state: 'read' }) })
      }
      update({ ...find(script.conversations, conversationId), unread: left })
      return {}
    },
    'conversations.draft': ({ conversationId }) => ({ text: script.drafts[conversationId] ?? '' }),
    'conversations.saveDraft': ({ conversationId, text }) => {
      script.drafts[conversationId] = text
      return {}
    },
    'events.subscribe': ({ topics }) => ({
      seq: Object.fromEntries(topics.map((topic) => [topic, seq[topic] ?? 0])),
    }),
    'messages.list': (input) =>
      pageOf((script.messages[input.conversationId] ?? []).toReversed(), given(input)),
    'messages.send': ({ conversationId, text, clientId }) => {
      const before = clientId === undefined ? undefined : sent.get(clientId)
      if (before) return { message: before }
      const { contactId } = find(script.conversations, conversationId)
      const message = mine(conversationId, text, contact(contactId).online ? undefined : 'unreachable')
      if (clientId !== undefined) sent.set(clientId, message)
      add(message, 0)
      return { message }
    },
    'network.dial': () => {
      throw new Refusal('unreachable', 'Nobody answered at this address.')
    },
    'network.status': () => script.network,
  }

  return {
    host: 'web',
    script,
    requests,
    emit,
    lose: (topic) => void next(topic),
    connection(connected) {
      for (const listener of connections) listener(connected)
    },
    receive(conversationId, text) {
      const { contactId } = find(script.conversations, conversationId)
      const now = Date.now()
      const message: Message = {
        id: hex(16),
        conversationId,
        author: contactId,
        text,
        sentAt: now,
        receivedAt: now,
        state: 'delivered',
      }
      add(message, 1)
      return message
    },
    hold(method) {
      const { promise, resolve } = Promise.withResolvers<void>()
      held.set(method, promise)
      return () => {
        held.delete(method)
        resolve()
      }
    },
    async request(method, params): Promise<Reply> {
      requests.push({ method, params })
      await held.get(method)
      try {
        const handler: (input: never) => unknown = handlers[method]
        return { ok: true, result: structuredClone(handler(structuredClone(params) as never)) }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return { ok: false, error: { code: error.code, message: error.message } }
      }
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onConnection(listener) {
      connections.add(listener)
      return () => connections.delete(listener)
    },
  }
}

/** Paging without the members that were left out. */
function given(input: { limit: number; before?: string | undefined }): { limit: number; before?: string } {
  return input.before === undefined ? { limit: input.limit } : { limit: input.limit, before: input.before }
}

function mine(conversationId: string, text: string, reason: Message['reason']): Message {
  return {
    id: hex(16),
    conversationId,
    author: 'me',
    text,
    sentAt: Date.now(),
    receivedAt: null,
    state: reason === undefined ? 'sent' : 'queued',
    ...(reason !== undefined && { reason }),
  }
}
