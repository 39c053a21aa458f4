import type { Contact } from '#contract/api/contacts.ts'
import type { Script } from './scripted-bridge.ts'

/** A profile without contacts, unlocked. */
export function emptyScript(): Script {
  const address = 'SOTTO:CEAKJQ3ZP5WX2M7FHRN6DTVYB4GULSIO'
  return {
    state: 'ready',
    passphrase: null,
    policy: { passphrase: 'recommended', keyStore: 'system' },
    profile: { id: '03'.repeat(32), displayName: 'Mira', address, link: address.toLowerCase() },
    words: [...Array<string>(23).fill('abandon'), 'art'],
    network: { peerId: 'p', listening: [], peers: 0, state: 'online', mdns: false, contactsOnline: 0 },
    contacts: [],
    conversations: [],
    messages: {},
    drafts: {},
  }
}

export interface Person {
  readonly conversationId: string
  readonly displayName: string
  /** @default 'accepted' */
  readonly state?: Contact['state']
}

/** The same with one more contact and an empty conversation. */
export function withPerson(
  script: Script,
  { conversationId, displayName, state = 'accepted' }: Person,
): Script {
  const id = conversationId.repeat(2)
  const contact = { id, nickname: '', displayName, state, verified: false, online: true, lastSeen: 0 }
  const conversation = {
    id: conversationId,
    contactId: id,
    title: displayName,
    unread: 0,
    lastMessage: null,
    updatedAt: 0,
  }
  return {
    ...script,
    contacts: [...script.contacts, contact],
    conversations: [...script.conversations, conversation],
  }
}
