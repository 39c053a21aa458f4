import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  hasReceived,
  newLink,
  sendingSession,
  withConfirmed,
  withNewEra,
  withReceived,
  type Link,
  type SessionEntry,
} from '#engine/domain/link.ts'
import type { ContactId, InstallationId, PeerId } from '#shared/ids.ts'

const SMALL = '11'.repeat(32) as ContactId
const LARGE = '22'.repeat(32) as ContactId
const ROUTE = { peerId: 'peer' as PeerId, multiaddrs: [] }
const link = (patch: Partial<Link> = {}): Link => ({
  ...newLink(LARGE, '33'.repeat(16) as InstallationId, ROUTE, 1_000),
  ...patch,
})
const entry = (patch: Partial<SessionEntry>): SessionEntry => ({
  sid: 'aa',
  gen: 1,
  initiatedByUs: true,
  heard: false,
  createdAt: 0,
  ...patch,
})

describe('what has been received', () => {
  test('any order of arrival ends with everything received and nothing early', () => {
    const arrivals = fc.integer({ min: 1, max: 60 }).chain((n) => {
      const numbers = Array.from({ length: n }, (_, i) => i + 1)
      return fc.shuffledSubarray(numbers, { minLength: n, maxLength: n })
    })
    fc.assert(
      fc.property(arrivals, (numbers) => {
        let state = link()
        for (const number of numbers) {
          expect(hasReceived(state, { era: 7, number })).toBe(false)
          state = withReceived(state, { era: 7, number })
          expect(hasReceived(state, { era: 7, number })).toBe(true)
        }
        expect(state).toMatchObject({ receiveEra: 7, received: numbers.length, early: [] })
      }),
    )
  })

  test('a second arrival changes nothing', () => {
    const state = withReceived(link(), { era: 7, number: 3 })
    expect(withReceived(state, { era: 7, number: 3 })).toBe(state)
    expect(state.early).toEqual([3])
  })

  test('a newer era starts the count again, an older one is over', () => {
    const state = withReceived(withReceived(link(), { era: 7, number: 1 }), { era: 9, number: 1 })
    expect(state).toMatchObject({ receiveEra: 9, received: 1 })
    expect(hasReceived(state, { era: 7, number: 500 })).toBe(true)
  })
})

describe('what they confirm', () => {
  const sent = link({ sendEra: 5, nextSend: 11, confirmed: 4 })

  test('moves forward and never back', () => {
    expect(withConfirmed(sent, { era: 5, received: 8 }).link.confirmed).toBe(8)
    expect(withConfirmed(sent, { era: 5, received: 2 }).link).toBe(sent)
  })

  test('R8 an acknowledgement of what was never sent is cut to what was', () => {
    expect(withConfirmed(sent, { era: 5, received: 1_000 }).link.confirmed).toBe(10)
  })

  test('another era says nothing about this one', () => {
    expect(withConfirmed(sent, { era: 4, received: 9 })).toEqual({ link: sent, lost: false })
  })

  test('an empty account after something was confirmed means that they have lost it', () => {
    expect(withConfirmed(sent, { era: 0, received: 0 }).lost).toBe(true)
    expect(withConfirmed(link(), { era: 0, received: 0 }).lost).toBe(false)
  })

  test('a new era is newer, by the clock or without it', () => {
    expect(withNewEra(sent, 3)).toMatchObject({ sendEra: 6, nextSend: 1, confirmed: 0 })
    expect(withNewEra(sent, 9_000).sendEra).toBe(9_000)
  })
})

describe('which session to send under', () => {
  test('both sides of a race choose the one that the smaller identifier began', () => {
    const ours = entry({ sid: 'ours', heard: true, initiatedByUs: true })
    const theirs = entry({ sid: 'theirs', heard: true, initiatedByUs: false })
    expect(sendingSession(link({ sessions: [ours, theirs] }), SMALL)?.sid).toBe('ours')
    const mirrored = link({
      contactId: SMALL,
      sessions: [
        { ...ours, initiatedByUs: false },
        { ...theirs, initiatedByUs: true },
      ],
    })
    expect(sendingSession(mirrored, LARGE)?.sid).toBe('ours')
  })

  test('a session that they were heard under comes before one that they may never have got', () => {
    const sessions = [entry({ sid: 'old', gen: 1, heard: true }), entry({ sid: 'new', gen: 2 })]
    expect(sendingSession(link({ sessions }), SMALL)?.sid).toBe('old')
  })

  test('the highest generation wins', () => {
    const sessions = [entry({ sid: 'old', gen: 1, heard: true }), entry({ sid: 'new', gen: 2, heard: true })]
    expect(sendingSession(link({ sessions }), SMALL)?.sid).toBe('new')
  })
})
