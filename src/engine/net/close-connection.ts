import type { Connection } from '@libp2p/interface'
import { CLOSE_TIMEOUT_MS } from './limits.ts'

/** Closes gracefully, so that what was sent is flushed; by force when that takes too long. Never rejects. */
export function closeConnection(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    const force = () => connection.abort(new Error('not closed in time'))
    const timer = setTimeout(() => {
      force()
      resolve()
    }, CLOSE_TIMEOUT_MS)
    const closed = () => {
      clearTimeout(timer)
      resolve()
    }
    if (connection.status !== 'open' && connection.status !== 'closing') return closed()
    connection.addEventListener('close', closed, { once: true })
    connection.close().catch(force)
  })
}

/**
 * Runs `work` with something to wait for in the event loop. libp2p guards its waits with AbortSignal.timeout, whose
 * timers do not keep a process alive: one that waits for nothing else would end in the middle of it.
 */
export async function held<T>(work: () => Promise<T>): Promise<T> {
  const hold = setInterval(() => {}, 60_000)
  try {
    return await work()
  } finally {
    clearInterval(hold)
  }
}
