import { describe, expect, test } from 'vitest'
import type { Contact } from '#contract/api/contacts.ts'
import type { Conversation } from '#contract/api/conversations.ts'
import { listRows } from '#renderer/features/conversations/list-rows.ts'
import { createCollection } from '#renderer/state/collection.ts'
import { createSequenceWatch } from '#renderer/state/sequence.ts'

describe('the count of a topic', () => {
  test('says what follows, what is old and where something is missing', () => {
    const watch = createSequenceWatch()
    watch.reset({ 'message.added': 4 })
    expect(watch.see('message.added', 4)).toBe('seen')
    expect(watch.see('message.added', 5)).toBe('next')
    expect(watch.see('message.added', 7)).toBe('gap')
    expect(watch.see('message.added', 8)).toBe('next')
    expect(watch.see('message.added', 6)).toBe('seen')
  })

  test('topics are counted apart, and one without a count begins where it is first heard', () => {
    const watch = createSequenceWatch()
    watch.reset({ 'message.added': 4 })
    expect(watch.see('contact.updated', 9)).toBe('next')
    expect(watch.see('contact.updated', 11)).toBe('gap')
    expect(watch.see('message.added', 5)).toBe('next')
  })

  test('an engine that starts anew counts anew', () => {
    const watch = createSequenceWatch()
    watch.reset({ 'message.added': 90 })
    watch.reset({ 'message.added': 0 })
    expect(watch.see('message.added', 1)).toBe('next')
  })
})

describe('a list that is fetched whole', () => {
  interface Item {
    readonly id: string
    readonly value: number
  }
  /** A fetch whose answers are given by hand. */
  function fetchByHand() {
    const answers: ((items: Item[]) => void)[] = []
    const fetch = () => new Promise<Item[]>((resolve) => answers.push(resolve))
    return { fetch, answers }
  }

  test('an event during the fetch is newer than the fetched', async () => {
    const { fetch, answers } = fetchByHand()
    const list = createCollection(fetch)
    const done = list.refresh()
    list.apply({ id: 'a', value: 2 })
    list.apply({ id: 'c', value: 3 }, true)
    answers[0]?.([
      { id: 'a', value: 1 },
      { id: 'b', value: 1 },
      { id: 'c', value: 1 },
    ])
    await done
    expect(list.store.get()).toEqual({
      loaded: true,
      items: [
        { id: 'a', value: 2 },
        { id: 'b', value: 1 },
      ],
    })
  })

  test('of two fetches the later one counts, whatever the order of their answers', async () => {
    const { fetch, answers } = fetchByHand()
    const list = createCollection(fetch)
    const both = [list.refresh(), list.refresh()]
    answers[1]?.([{ id: 'new', value: 1 }])
    answers[0]?.([{ id: 'old', value: 1 }])
    await Promise.all(both)
    expect(list.store.get().items).toEqual([{ id: 'new', value: 1 }])
  })

  test('an answer after clearing stays out', async () => {
    const { fetch, answers } = fetchByHand()
    const list = createCollection(fetch)
    const done = list.refresh()
    list.clear()
    answers[0]?.([{ id: 'a', value: 1 }])
    await done
    expect(list.store.get()).toEqual({ items: [], loaded: false })
  })
})

describe('rows of the conversation list', () => {
  const contact = (id: string, state: Contact['state']) => ({ id, state }) as Contact
  const conversation = (id: string, updatedAt: number) => ({ id, contactId: id, updatedAt }) as Conversation
  const names = (rows: ReturnType<typeof listRows>) =>
    rows.map((row) => (row.kind === 'heading' ? `${row.of}:${row.count}` : row.conversation.id))

  test('newest first, without headings where there are no requests', () => {
    const rows = listRows([conversation('a', 1), conversation('b', 2)], [contact('a', 'accepted')])
    expect(names(rows)).toEqual(['b', 'a'])
  })

  test('requests stand apart, on top', () => {
    const people = [contact('a', 'pending'), contact('b', 'accepted'), contact('c', 'pending')]
    const rows = listRows([conversation('a', 1), conversation('b', 9), conversation('c', 2)], people)
    expect(names(rows)).toEqual(['requests:2', 'c', 'a', 'conversations:1', 'b'])
    expect(names(listRows([conversation('a', 1)], people))).toEqual(['requests:1', 'a'])
  })
})
