import { useCallback, useEffect, useMemo, useState } from 'react'
import { errorText } from '../../state/api-error.ts'
import { useAppState } from '../../state/context.ts'
import { useStore } from '../../state/store.ts'
import type { ThreadState } from '../../state/thread-state.ts'
import type { Thread } from '../../state/threads.ts'

export interface OpenThread {
  readonly thread: Thread
  readonly state: ThreadState
  /** Why the messages could not be fetched. */
  readonly error: string
  readonly retry: () => void
}

/** The thread of one conversation, fetched when it is first opened. */
export function useThread(conversationId: string): OpenThread {
  const { threads } = useAppState()
  const thread = useMemo(() => threads.open(conversationId), [threads, conversationId])
  const state = useStore(thread.store, (value) => value)
  const [error, setError] = useState('')

  const retry = useCallback(() => {
    setError('')
    thread.refresh().catch((failure: unknown) => setError(errorText(failure)))
  }, [thread])

  useEffect(() => {
    if (!thread.store.get().loaded) retry()
  }, [thread, retry])

  return { thread, state, error, retry }
}
