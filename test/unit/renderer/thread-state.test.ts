import { describe, expect, test } from 'vitest'
import type { Message } from '#contract/api/messages.ts'
import {
  emptyThread,
  withFailure,
  withMessage,
  withNewest,
  withOlder,
  withOutgoing,
  withoutOutgoing,
} from '#renderer/state/thread-state.ts'

const message = (id: string, more: Partial<Message> = {}): Message => ({
  id,
  conversationId: 'c',
  author: 'them',
  text: id,
  sentAt: 0,
  receivedAt: 0,
  state: 'delivered',
  ...more,
})
/** Newest first, as a page comes. */
const page = (ids: string, next: string | null = null) => ({
  items: Array.from(ids, (id) => message(id)).toReversed(),
  next,
})
const none = new Set<string>()
const ids = (state: { items: readonly Message[] }) => state.items.map(({ id }) => id).join('')
const loaded = withNewest(emptyThread, page('defg', 'd'), none)

describe('pages', () => {
  test('the newest page is shown oldest first', () => {
    expect(ids(loaded)).toBe('defg')
    expect(loaded).toMatchObject({ loaded: true, next: 'd' })
  })

  test('an older page comes in front and every message keeps its number', () => {
    const more = withOlder(loaded, page('abc'))
    expect(ids(more)).toBe('abcdefg')
    expect(more.firstIndex + more.items.findIndex(({ id }) => id === 'e')).toBe(loaded.firstIndex + 1)
    expect(more.next).toBeNull()
  })

  test('an older page that overlaps brings nothing twice', () => {
    expect(ids(withOlder(loaded, page('bcd')))).toBe('bcdefg')
  })

  test('fetched again, the list keeps its numbers where the parts join', () => {
    const again = withNewest(loaded, page('fghi', 'f'), none)
    expect(ids(again)).toBe('fghi')
    expect(again.firstIndex).toBe(loaded.firstIndex + 2)
    expect(again.epoch).toBe(loaded.epoch)
  })

  test('fetched again after much has happened, it is another list', () => {
    const again = withNewest(loaded, page('wxyz', 'w'), none)
    expect(ids(again)).toBe('wxyz')
    expect(again.epoch).toBe(loaded.epoch + 1)
  })

  test('what came by event during a fetch is newer than the fetched', () => {
    const read = withMessage(loaded, message('g', { state: 'read' }), false)
    const added = withMessage(read, message('h'), true)
    const again = withNewest(added, page('defg', 'd'), new Set(['g', 'h']))
    expect(ids(again)).toBe('defgh')
    expect(again.items[3]?.state).toBe('read')
  })
})

describe('events', () => {
  test('a message is added once', () => {
    const once = withMessage(loaded, message('h'), true)
    expect(ids(withMessage(once, message('h'), true))).toBe('defgh')
  })

  test('an update of a message that is not loaded changes nothing', () => {
    expect(withMessage(loaded, message('a'), false)).toBe(loaded)
  })
})

describe('messages on their way', () => {
  const outgoing = { clientId: '1', text: 'hello', sentAt: 5 }
  const sending = withOutgoing(loaded, outgoing)

  test('the event before the answer takes the place of the message on its way', () => {
    const arrived = withMessage(sending, message('h', { author: 'me', text: 'hello' }), true)
    expect(arrived.outgoing).toEqual([])
    expect(ids(arrived)).toBe('defgh')
  })

  test('of two equal texts one event takes one', () => {
    const both = withOutgoing(sending, { ...outgoing, clientId: '2' })
    const arrived = withMessage(both, message('h', { author: 'me', text: 'hello' }), true)
    expect(arrived.outgoing.map(({ clientId }) => clientId)).toEqual(['2'])
  })

  test('a message of theirs with the same text takes nothing', () => {
    expect(withMessage(sending, message('h', { text: 'hello' }), true).outgoing).toHaveLength(1)
  })

  test('a refetch that holds the message takes it', () => {
    const fetched = {
      items: [message('h', { author: 'me', text: 'hello' }), ...page('defg').items],
      next: null,
    }
    expect(withNewest(sending, fetched, none).outgoing).toEqual([])
  })

  test('a failure stays until it is sent again or discarded', () => {
    const failed = withFailure(sending, '1', 'no room')
    expect(failed.outgoing[0]?.error).toBe('no room')
    expect(withOutgoing(failed, outgoing).outgoing).toEqual([outgoing])
    expect(withoutOutgoing(failed, '1').outgoing).toEqual([])
  })
})
