import { useCallback, useEffect, useRef } from 'react'
import { useAppState } from '../../state/context.ts'
import { useFocused } from './use-focused.ts'
import type { ThreadMessage } from './thread-message.ts'

/**
 * Marks as read what was really on the screen of a focused window. Returns the function that is told the lowest
 * message in view.
 */
export function useMarkRead(conversationId: string, messages: readonly ThreadMessage[], unread: number) {
  const { client } = useAppState()
  const focused = useFocused()
  const lowest = useRef<string | null>(null)
  const marked = useRef<string | null>(null)

  const mark = useCallback(() => {
    if (!focused || unread === 0 || lowest.current === null) return
    const end = messages.findIndex(({ id }) => id === lowest.current)
    const seen = messages.slice(0, end + 1).findLast(({ author }) => author !== 'me')
    if (!seen || seen.state === 'read' || seen.id === marked.current) return
    marked.current = seen.id
    client.request('conversations.markRead', { conversationId, upTo: seen.id }).catch(() => {
      // Tried again with the next movement or message.
      marked.current = null
    })
  }, [client, conversationId, focused, messages, unread])

  useEffect(mark, [mark])

  return useCallback(
    (messageId: string | null) => {
      lowest.current = messageId
      mark()
    },
    [mark],
  )
}
