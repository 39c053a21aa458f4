import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso'
import { useNow } from '../../lib/use-now.ts'
import { useContacts, useConversations } from '../../state/context.ts'
import { ConversationRow } from './conversation-row.tsx'
import { EmptyList } from './empty-list.tsx'
import { listRows, type ListRow } from './list-rows.ts'
import { strings } from './strings.ts'
import './conversations.css'

export interface ConversationListProps {
  readonly selected: string | null
  readonly onOpen: (conversationId: string) => void
  readonly onAddContact: () => void
  readonly onMyAddress: () => void
}

const isConversation = (row: ListRow | undefined) => row?.kind === 'conversation'

/** The next row that can have the focus, from `at` in steps of `step`. */
function reach(rows: readonly ListRow[], at: number, step: 1 | -1): number {
  for (let next = at + step; next >= 0 && next < rows.length; next += step) {
    if (isConversation(rows[next])) return next
  }
  return at
}

export function ConversationList(props: ConversationListProps) {
  const conversations = useConversations()
  const contacts = useContacts()
  const now = useNow()
  const [focused, setFocused] = useState<string | null>(null)
  const list = useRef<VirtuosoHandle>(null)
  const frame = useRef<HTMLDivElement>(null)
  const rows = useMemo(
    () => listRows(conversations.items, contacts.items),
    [conversations.items, contacts.items],
  )

  const idAt = (at: number) => {
    const row = rows[at]
    return row?.kind === 'conversation' ? row.conversation.id : null
  }
  const first = rows.findIndex(isConversation)
  const indexOf = (id: string | null) => (id === null ? -1 : rows.findIndex((_, at) => idAt(at) === id))
  // One row takes part in the order of Tab: the one last focused, else the open one, else the first.
  const current = [indexOf(focused), indexOf(props.selected), first].find((at) => at >= 0) ?? -1

  const moveTo = (at: number) => {
    const id = idAt(at)
    if (id === null) return
    setFocused(id)
    const focus = () => frame.current?.querySelector<HTMLElement>(`[data-conversation="${id}"]`)?.focus()
    list.current?.scrollIntoView({ index: at, done: focus })
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const target: Partial<Record<string, () => number>> = {
      ArrowDown: () => reach(rows, current, 1),
      ArrowUp: () => reach(rows, current, -1),
      Home: () => first,
      End: () => reach(rows, rows.length, -1),
    }
    const find = target[event.key]
    if (!find || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    moveTo(find())
  }

  if (!conversations.loaded) return null
  if (rows.length === 0)
    return <EmptyList onAddContact={props.onAddContact} onMyAddress={props.onMyAddress} />
  return (
    <nav className="conversations" aria-label={strings.list} ref={frame} onKeyDown={onKeyDown}>
      <Virtuoso
        ref={list}
        data={rows}
        tabIndex={-1}
        defaultItemHeight={68}
        computeItemKey={(_, row) => (row.kind === 'heading' ? row.of : row.conversation.id)}
        itemContent={(at, row) =>
          row.kind === 'heading' ? (
            <h2 className="conversations-heading">
              {row.of === 'requests' ? strings.requests(row.count) : strings.list}
            </h2>
          ) : (
            <ConversationRow
              conversation={row.conversation}
              contact={row.contact}
              selected={row.conversation.id === props.selected}
              now={now}
              tabIndex={at === current ? 0 : -1}
              onOpen={() => props.onOpen(row.conversation.id)}
              onFocus={() => setFocused(row.conversation.id)}
            />
          )
        }
      />
    </nav>
  )
}
