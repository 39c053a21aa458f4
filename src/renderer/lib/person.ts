import type { Contact } from '#contract/api/contacts.ts'

interface Person {
  readonly id: string
  readonly nickname: string
  readonly displayName: string
}

/** What a contact is called: our name for them, else theirs, else a stand-in that tells two of them apart. */
export function personTitle({ id, nickname, displayName }: Person): string {
  return nickname || displayName || `Contact ${id.slice(0, 4)}`
}

/** Somebody whom we ask, but who was never reached: nothing has been sent yet that could be answered. */
export function neverReached({
  state,
  online,
  lastSeen,
}: Pick<Contact, 'state' | 'online' | 'lastSeen'>): boolean {
  return state === 'requested' && !online && lastSeen === null
}
