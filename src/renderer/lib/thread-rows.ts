import { startOfDay } from './time.ts'

const GROUP_MS = 5 * 60_000

export interface Groupable {
  readonly id: string
  readonly author: string
  readonly sentAt: number
}

/** How one message stands among its neighbours. Separators belong to the message below them. */
export interface Row<M extends Groupable> {
  readonly message: M
  /** Set when a day begins with this message. */
  readonly day: number | null
  /** The line "new messages" stands above this one. */
  readonly unreadHere: boolean
  readonly startsGroup: boolean
  readonly endsGroup: boolean
}

/**
 * Oldest first. Messages of one author that follow each other within five minutes form a group; a day or the unread
 * line ends it.
 */
export function threadRows<M extends Groupable>(messages: readonly M[], unreadFrom: string | null): Row<M>[] {
  const breaks = messages.map((message, at) => {
    const before = messages[at - 1]
    if (!before) return true
    const day = startOfDay(before.sentAt) !== startOfDay(message.sentAt)
    const gap = Math.abs(message.sentAt - before.sentAt) > GROUP_MS
    return day || gap || before.author !== message.author || message.id === unreadFrom
  })
  return messages.map((message, at) => {
    const before = messages[at - 1]
    const newDay = !before || startOfDay(before.sentAt) !== startOfDay(message.sentAt)
    return {
      message,
      day: newDay ? message.sentAt : null,
      unreadHere: message.id === unreadFrom,
      startsGroup: breaks[at] ?? true,
      endsGroup: breaks[at + 1] ?? true,
    }
  })
}
