import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso'
import { threadRows, type Row } from '../../lib/thread-rows.ts'
import { useNow } from '../../lib/use-now.ts'
import type { OpenThread } from './use-thread.ts'
import { Beginning } from './beginning.tsx'
import { JumpButton } from './jump-button.tsx'
import { MessageRow } from './message-row.tsx'
import { strings } from './strings.ts'
import { firstUnread, threadMessages, type ThreadMessage } from './thread-message.ts'
import { AT_END, useFollowEnd } from './use-follow-end.ts'
import { useMarkRead } from './use-mark-read.ts'

export interface MessageListProps {
  readonly open: OpenThread
  readonly conversationId: string
  readonly name: string
  readonly unread: number
}

/** Mounted once the first page is here; another conversation is another list. */
export function MessageList({ open, conversationId, name, unread }: MessageListProps) {
  const { thread, state } = open
  const now = useNow()
  const list = useRef<VirtuosoHandle>(null)
  const [atBottom, setAtBottom] = useState(true)
  // Where reading left off when the conversation was opened: the line stays while it is open.
  const [unreadFrom, setUnreadFrom] = useState(() => firstUnread(state.items))
  const messages = useMemo(() => threadMessages(state, conversationId), [state, conversationId])
  const rows = useMemo(() => threadRows(messages, unreadFrom), [messages, unreadFrom])
  const seen = useMarkRead(conversationId, messages, unread)
  const firstIndex = state.firstIndex
  const newest = rows.length - 1

  const toNewest = useCallback(
    (behavior: 'auto' | 'smooth') => list.current?.scrollToIndex({ index: 'LAST', align: 'end', behavior }),
    [],
  )

  // What we write ourselves is always brought into view, and whoever writes has seen what is new.
  const sending = state.outgoing.length
  const before = useRef(sending)
  useEffect(() => {
    if (sending > before.current) {
      setUnreadFrom(null)
      toNewest('auto')
    }
    before.current = sending
  }, [sending, toNewest])

  const [start] = useState(() => {
    const at = rows.findIndex(({ unreadHere }) => unreadHere)
    return at >= 0
      ? { index: at, align: 'start' as const, offset: -24 }
      : { index: newest, align: 'end' as const }
  })
  const { frame, follow, onScroll } = useFollowEnd(list, start.align === 'end')

  const components = useMemo(
    () => ({
      Header: () => <Beginning name={name} whole={state.next === null} />,
      Footer: () => <div className="thread-foot" />,
    }),
    [name, state.next],
  )

  const renderRow = (_: number, row: Row<ThreadMessage>) => (
    <MessageRow row={row} name={name} now={now} onResend={thread.resend} onDiscard={thread.discard} />
  )

  return (
    <div className="thread-messages" ref={frame}>
      <Virtuoso
        key={state.epoch}
        ref={list}
        className="thread-scroll"
        role="log"
        // While somebody reads further up, older messages come into the page: they are not news.
        aria-live={atBottom ? 'polite' : 'off'}
        aria-relevant="additions"
        aria-label={strings.messages(name)}
        data={rows}
        firstItemIndex={firstIndex}
        initialTopMostItemIndex={start}
        computeItemKey={(_, row) => row.message.id}
        itemContent={renderRow}
        components={components}
        alignToBottom
        atBottomThreshold={AT_END}
        // Nothing is kept ready below: what is rendered there counts as seen.
        increaseViewportBy={{ top: 600, bottom: 0 }}
        startReached={() => void thread.loadOlder().catch(() => undefined)}
        followOutput={(bottom) => (bottom ? 'auto' : false)}
        totalListHeightChanged={follow}
        onScroll={onScroll}
        atBottomStateChange={setAtBottom}
        rangeChanged={({ endIndex }) => seen(rows[endIndex - firstIndex]?.message.id ?? null)}
      />
      {!atBottom && <JumpButton unread={unread} onPress={() => toNewest('auto')} />}
    </div>
  )
}
