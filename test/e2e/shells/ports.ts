import { createServer } from 'node:net'
import { test } from '@playwright/test'

const FIRST_PORT = 21_000 // below the range that systems hand out by themselves
const PORTS_PER_WORKER = 1000

const chosen = new Map<string, number>()
let next = 0

/**
 * A free TCP port on loopback for one app, the same again for the same place: who comes back is found where they were.
 * Workers take theirs from ranges of their own.
 */
export async function portOf(place: string): Promise<number> {
  const known = chosen.get(place)
  if (known !== undefined) return known
  const first = FIRST_PORT + test.info().parallelIndex * PORTS_PER_WORKER
  let port = first + next++
  while (!(await isFree(port))) port = first + next++
  chosen.set(place, port)
  return port
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
