import { describe, expect, test } from 'vitest'
import { decodeSession, encodeSession, loadCrypto } from '#engine/crypto/index.ts'
import { type End, dice, pair, reason, turn } from './kit.ts'

await loadCrypto()

interface UnderWay {
  readonly to: 'a' | 'b'
  readonly frame: Uint8Array
  readonly content: string
}

/** One random conversation: bursts, loss up to 40 %, reordering, duplication up to 20 %, one side more talkative. */
function converse(seed: number): { sent: number; received: number; ends: { a: End; b: End } } {
  const roll = dice(seed)
  // The first numbers of the generator are near the seed.
  for (let i = 0; i < 10; i++) roll()
  const ends = pair(`simulation ${seed}`)
  const net: UnderWay[] = []
  const [loss, reorder, duplication, bias] = [roll() * 0.4, roll(), roll() * 0.2, 0.1 + roll() * 0.8]
  const accepted = new Set<string>()
  let sent = 0
  const deliver = (at: number) => {
    const [message] = net.splice(at, 1)
    if (message === undefined) return
    const end = ends[message.to]
    const why = reason(() => {
      expect(end.receive(message.frame)).toBe(message.content)
      expect(accepted.has(message.content)).toBe(false)
      accepted.add(message.content)
    })
    // What is not accepted is a duplicate, or of a chain long past; never out of step.
    expect(['accepted', 'duplicate', 'no-key']).toContain(why)
    if (why === 'no-key') expect(end.session.receiving?.index).toBeGreaterThan(5)
  }
  for (let i = 0; i < 250; i++) {
    const from = roll() < bias ? 'a' : 'b'
    const burst = roll() < 0.05 ? Math.floor(roll() * 40) : 1
    for (let k = 0; k < burst; k++) {
      const content = `${from}${sent++}`
      const frame = ends[from].send(content)
      if (roll() < loss) continue
      const to = from === 'a' ? 'b' : 'a'
      net.push({ to, frame, content })
      if (roll() < duplication) net.push({ to, frame, content })
    }
    while (net.length > 0 && roll() < 0.75) deliver(roll() < reorder ? Math.floor(roll() * net.length) : 0)
    if (roll() < 0.1)
      for (const end of Object.values(ends)) end.session = decodeSession(encodeSession(end.session))
  }
  while (net.length > 0) deliver(Math.floor(roll() * net.length))
  return { sent, received: accepted.size, ends }
}

describe('R2 R3 R16 random conversations', () => {
  test.each(Array.from({ length: 30 }, (_, i) => i + 1))('number %i never falls out of step', (seed) => {
    const { sent, received, ends } = converse(seed)
    expect(received).toBeGreaterThan(sent / 3)
    for (const { session, kept } of Object.values(ends)) {
      const chains = [...session.old, ...(session.receiving ? [session.receiving] : [])]
      expect(chains.reduce((sum, chain) => sum + chain.kept, 0)).toBe(kept.size)
    }
    for (let i = 0; i < 6; i++) turn(ends.a, ends.b)
    expect(ends.a.session.confirmed && ends.b.session.confirmed).toBe(true)
    expect(Math.abs(ends.a.session.epoch - ends.b.session.epoch)).toBeLessThanOrEqual(1)
    expect(ends.a.session.epoch).toBeGreaterThanOrEqual(2)
  })
})
