import { Fault } from '#shared/fault.ts'
import type { ContactId, InstallationId, PeerId } from '#shared/ids.ts'

export type ContactState = 'requested' | 'pending' | 'accepted' | 'blocked'

/** Where an installation was last known to be. */
export interface Route {
  readonly peerId: PeerId
  readonly multiaddrs: readonly string[]
}

export interface Contact {
  readonly id: ContactId
  /** The name that we gave; empty if none. */
  readonly nickname: string
  /** The name that they gave themselves; empty until it is known. */
  readonly displayName: string
  readonly state: ContactState
  /** What `unblock` returns to; null unless blocked. */
  readonly stateBeforeBlock: ContactState | null
  readonly verified: boolean
  /** Unix milliseconds; null if there never was a connection. */
  readonly lastSeen: number | null
  readonly addedAt: number
  /** Their identity block (1,308 bytes) once it is known. */
  readonly identityBlock: Uint8Array | null
  /** From their address: the way to the first handshake, before any installation of theirs is known. */
  readonly route: Route | null
  /** The installation that messages go to; null before the first handshake. */
  readonly installation: InstallationId | null
}

/** A name for lists and titles: ours first, then theirs, then the beginning of the identifier. */
export function contactTitle(contact: Contact): string {
  return contact.nickname || contact.displayName || contact.id.slice(0, 8)
}

export function newContact(id: ContactId, state: 'requested' | 'pending', now: number): Contact {
  return {
    id,
    nickname: '',
    displayName: '',
    state,
    stateBeforeBlock: null,
    verified: false,
    lastSeen: null,
    addedAt: now,
    identityBlock: null,
    route: null,
    installation: null,
  }
}

export function accept(contact: Contact): Contact {
  switch (contact.state) {
    case 'pending':
    case 'requested':
      return { ...contact, state: 'accepted' }
    case 'accepted':
      return contact
    case 'blocked':
      throw new Fault('conflict', 'This contact is blocked. Unblock them first.')
  }
}

export function block(contact: Contact): Contact {
  if (contact.state === 'blocked') return contact
  return { ...contact, state: 'blocked', stateBeforeBlock: contact.state }
}

export function unblock(contact: Contact): Contact {
  if (contact.state !== 'blocked') return contact
  return { ...contact, state: contact.stateBeforeBlock ?? 'pending', stateBeforeBlock: null }
}

/** Whether texts may go to them; throws the reason why not. */
export function assertWritable(contact: Contact): void {
  if (contact.state === 'blocked') throw new Fault('conflict', 'This contact is blocked.')
  if (contact.state === 'pending') throw new Fault('conflict', 'Accept the request first.')
}
