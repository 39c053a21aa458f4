import type { ContactId, InstallationId } from '#shared/ids.ts'
import type { Route } from './contact.ts'

/** One ratchet session between this installation and one of theirs, as the link keeps account of it. */
export interface SessionEntry {
  /** Session identifier, 32 bytes as hex. */
  readonly sid: string
  readonly gen: number
  readonly initiatedByUs: boolean
  /** They have spoken under it since their newest handshake, so they hold it. */
  readonly heard: boolean
  readonly createdAt: number
}

/**
 * What this installation knows of the way to one installation of a contact.
 *
 * Reliable contents are numbered from 1 within an era that their sender names, by the time at which it began. They are
 * confirmed cumulatively, so a lost confirmation costs nothing. A side that has lost its account of the link (the
 * contact was removed and added again) confirms nothing of the other's era; the other then begins a new one. What is
 * sent twice by that is recognised by its message identifier.
 */
export interface Link {
  readonly contactId: ContactId
  readonly installationId: InstallationId
  readonly route: Route
  readonly sessions: readonly SessionEntry[]
  /** Our era. */
  readonly sendEra: number
  /** Number that our next reliable content gets. */
  readonly nextSend: number
  /** They have stored everything of ours up to this number. */
  readonly confirmed: number
  /** Their era; 0 before anything of theirs was stored. */
  readonly receiveEra: number
  /** We have stored everything of theirs up to this number. */
  readonly received: number
  /** Numbers above `received` that came early, ascending. */
  readonly early: readonly number[]
}

/** Where a reliable content stands in its sender's account. */
export interface Place {
  readonly era: number
  readonly number: number
}

/** The place that a content has on one link. It keeps it however often it is encrypted. */
export interface LinkPlace extends Place {
  readonly installationId: InstallationId
}

/** Whether a place is one of this link's present era. */
export function isPlaceOn(link: Link, place: LinkPlace | null): place is LinkPlace {
  return place?.installationId === link.installationId && place.era === link.sendEra
}

/** Two sessions are kept for a race, two more for handshakes that were repeated because an answer was lost. */
export const MAX_SESSIONS = 4

/** As many as the ratchet lets be skipped: more cannot come early. */
export const MAX_EARLY = 1_000

/**
 * The session to send under. Both sides come to the same answer once both have heard of both: the highest generation,
 * among equals the one that the smaller identifier initiated. A session that they have not spoken under yet is used
 * only when there is no other, since they may never have received its handshake.
 */
export function sendingSession(link: Link, ownId: string): SessionEntry | undefined {
  const initiator = (entry: SessionEntry) => (entry.initiatedByUs ? ownId : link.contactId)
  return link.sessions.toSorted(
    (a, b) => Number(b.heard) - Number(a.heard) || b.gen - a.gen || (initiator(a) < initiator(b) ? -1 : 1),
  )[0]
}

export function newLink(
  contactId: ContactId,
  installationId: InstallationId,
  route: Route,
  now: number,
): Link {
  const account = { sendEra: now, nextSend: 1, confirmed: 0, receiveEra: 0, received: 0, early: [] }
  return { contactId, installationId, route, sessions: [], ...account }
}

export function hasReceived(link: Link, { era, number }: Place): boolean {
  if (era !== link.receiveEra) return era < link.receiveEra
  return number <= link.received || link.early.includes(number)
}

/** The link after a content was stored. */
export function withReceived(link: Link, place: Place): Link {
  if (hasReceived(link, place)) return link
  const { era, number } = place
  const fresh = era > link.receiveEra
  const early = [...(fresh ? [] : link.early), number].toSorted((a, b) => a - b)
  let received = fresh ? 0 : link.received
  while (early[0] === received + 1) {
    early.shift()
    received++
  }
  return { ...link, receiveEra: era, received, early: early.slice(0, MAX_EARLY) }
}

/**
 * The link after they reported what they have: never back, never beyond what we have sent. `lost`: they have no
 * account of what they had confirmed before, so a new era must begin.
 */
export function withConfirmed(
  link: Link,
  report: { era: number; received: number },
): { link: Link; lost: boolean } {
  if (report.era === 0) return { link, lost: link.confirmed > 0 }
  if (report.era !== link.sendEra) return { link, lost: false }
  const confirmed = Math.min(report.received, link.nextSend - 1)
  return { link: confirmed > link.confirmed ? { ...link, confirmed } : link, lost: false }
}

/** Numbers start again; nothing of the new era is confirmed. */
export function withNewEra(link: Link, now: number): Link {
  return { ...link, sendEra: Math.max(link.sendEra + 1, now), nextSend: 1, confirmed: 0 }
}
