import { useCallback, useEffect, useRef, type RefObject, type UIEvent } from 'react'
import type { VirtuosoHandle } from 'react-virtuoso'

/** How far from the end still counts as being there, in pixels. */
export const AT_END = 48

/**
 * Whoever is at the end of the list stays there while rows change their height or the list its own (a growing
 * composer, a banner). Only scrolling leaves the end.
 */
export function useFollowEnd(list: RefObject<VirtuosoHandle | null>, startsAtEnd: boolean) {
  const frame = useRef<HTMLDivElement>(null)
  const following = useRef(startsAtEnd)
  const last = useRef({ content: 0, view: 0 })

  const follow = useCallback(() => {
    if (following.current) list.current?.scrollToIndex({ index: 'LAST', align: 'end', behavior: 'auto' })
  }, [list])

  useEffect(() => {
    if (!frame.current) return undefined
    let height = frame.current.clientHeight
    const observer = new ResizeObserver(([entry]) => {
      const now = Math.round(entry?.contentRect.height ?? height)
      // In the next frame: the list has then taken note of its new height.
      if (now !== height) requestAnimationFrame(follow)
      height = now
    })
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [follow])

  const onScroll = useCallback((event: UIEvent<HTMLElement>) => {
    const { scrollHeight: content, clientHeight: view, scrollTop } = event.currentTarget
    const resized = content !== last.current.content || view !== last.current.view
    last.current = { content, view }
    if (content - view - scrollTop <= AT_END) following.current = true
    else if (!resized) following.current = false
  }, [])

  return { frame, follow, onScroll }
}
