import { useEffect, useState } from 'react'
import { useAppState } from '../../state/context.ts'

/** The text being written in one conversation. What is typed before the kept draft is here wins over it. */
export function useDraft(conversationId: string): [string, (text: string) => void] {
  const { drafts } = useAppState()
  const [text, setText] = useState(() => drafts.peek(conversationId) ?? '')

  useEffect(() => {
    let current = true
    if (drafts.peek(conversationId) === undefined) {
      drafts.load(conversationId).then(
        (kept) => current && setText(kept),
        // Without a draft the field stays empty; nothing is lost, it is still kept where it was.
        () => undefined,
      )
    }
    return () => {
      current = false
      drafts.flush(conversationId)
    }
  }, [drafts, conversationId])

  return [
    text,
    (next) => {
      setText(next)
      drafts.set(conversationId, next)
    },
  ]
}
