import type { Message } from '#contract/api/messages.ts'

/** A message of ours on its way into the engine: not stored anywhere yet. */
export interface Outgoing {
  readonly clientId: string
  readonly text: string
  readonly sentAt: number
  /** Why the engine did not take it; undefined while it is on its way. */
  readonly error?: string
}

/** What is loaded of one conversation. */
export interface ThreadState {
  /** Oldest first. */
  readonly items: readonly Message[]
  /** Cursor of the page before the oldest item; null at the beginning of the conversation. */
  readonly next: string | null
  /**
   * Number of the first item on a scale that does not move when older pages come in front: the virtualised list keeps
   * its position by it.
   */
  readonly firstIndex: number
  /** Changes when the loaded part was replaced by one that does not join it. */
  readonly epoch: number
  readonly loaded: boolean
  readonly outgoing: readonly Outgoing[]
}

const BASE_INDEX = 1_000_000_000

export const emptyThread: ThreadState = {
  items: [],
  next: null,
  firstIndex: BASE_INDEX,
  epoch: 0,
  loaded: false,
  outgoing: [],
}

export interface MessagePage {
  /** Newest first, as the contract lists them. */
  readonly items: readonly Message[]
  readonly next: string | null
}

/** The newest page, fetched for the first time or again; messages in `touched` came by event and are newer. */
export function withNewest(
  before: ThreadState,
  page: MessagePage,
  touched: ReadonlySet<string>,
): ThreadState {
  const newer = new Map(before.items.filter((item) => touched.has(item.id)).map((item) => [item.id, item]))
  const fetched = page.items.toReversed().map((item) => newer.get(item.id) ?? item)
  const ids = new Set(fetched.map((item) => item.id))
  const items = [...fetched, ...[...newer.values()].filter((item) => !ids.has(item.id))]
  const oldest = items[0]
  const at = oldest ? before.items.findIndex((item) => item.id === oldest.id) : -1
  const joins = !before.loaded || before.items.length === 0 || at >= 0
  return {
    ...withoutTaken(before, items),
    items,
    next: page.next,
    loaded: true,
    firstIndex: joins ? before.firstIndex + Math.max(at, 0) : BASE_INDEX,
    epoch: joins ? before.epoch : before.epoch + 1,
  }
}

/** A page of older messages in front. */
export function withOlder(before: ThreadState, page: MessagePage): ThreadState {
  const known = new Set(before.items.map((item) => item.id))
  const older = page.items.toReversed().filter((item) => !known.has(item.id))
  return {
    ...before,
    items: [...older, ...before.items],
    next: page.next,
    firstIndex: before.firstIndex - older.length,
  }
}

/** A message that came by event or as the answer to a send. `added`: it belongs at the end if it is not there yet. */
export function withMessage(before: ThreadState, message: Message, added: boolean): ThreadState {
  const at = before.items.findIndex((item) => item.id === message.id)
  if (at >= 0) return { ...before, items: before.items.with(at, message) }
  if (!added) return before
  return { ...withoutTaken(before, [message]), items: [...before.items, message] }
}

/**
 * The event of a message of ours can be here before the answer to its send: the first one on its way with the same
 * text is that message, so that nobody sees it twice.
 */
function withoutTaken(before: ThreadState, arrived: readonly Message[]): ThreadState {
  if (before.outgoing.length === 0) return before
  const known = new Set(before.items.map((item) => item.id))
  let outgoing = before.outgoing
  for (const message of arrived) {
    if (message.author !== 'me' || known.has(message.id)) continue
    const same = outgoing.filter((each) => each.text === message.text)
    const taken = same.find((each) => each.error === undefined) ?? same[0]
    const at = taken ? outgoing.indexOf(taken) : -1
    if (at >= 0) outgoing = outgoing.toSpliced(at, 1)
  }
  return { ...before, outgoing }
}

/** The answer to a send: of several on their way with the same text, it is about this one alone. */
export function withStored(before: ThreadState, clientId: string, message: Message): ThreadState {
  const at = before.items.findIndex((item) => item.id === message.id)
  const items = at >= 0 ? before.items.with(at, message) : [...before.items, message]
  return { ...withoutOutgoing(before, clientId), items }
}

export function withOutgoing(before: ThreadState, outgoing: Outgoing): ThreadState {
  const others = before.outgoing.filter((each) => each.clientId !== outgoing.clientId)
  return { ...before, outgoing: [...others, outgoing] }
}

export function withoutOutgoing(before: ThreadState, clientId: string): ThreadState {
  return { ...before, outgoing: before.outgoing.filter((each) => each.clientId !== clientId) }
}

/** On its way once more, in the place that it has among the others. */
export function withRetry(before: ThreadState, clientId: string): ThreadState {
  const outgoing = before.outgoing.map((each) => {
    if (each.clientId !== clientId) return each
    return { clientId, text: each.text, sentAt: each.sentAt }
  })
  return { ...before, outgoing }
}

export function withFailure(before: ThreadState, clientId: string, error: string): ThreadState {
  return {
    ...before,
    outgoing: before.outgoing.map((each) => (each.clientId === clientId ? { ...each, error } : each)),
  }
}
