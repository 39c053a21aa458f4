import { expect, test } from 'vitest'
import { threadRows } from '#renderer/lib/thread-rows.ts'

const at = (text: string) => new Date(`2026-11-${text}`).getTime()
let nextId = 0
const message = (author: string, time: string) => ({ id: `m${nextId++}`, author, sentAt: at(time) })
const shape = (rows: ReturnType<typeof threadRows>) =>
  rows.map((row) =>
    [
      row.day !== null && 'day',
      row.unreadHere && 'unread',
      row.startsGroup && 'start',
      row.endsGroup && 'end',
    ]
      .filter(Boolean)
      .join(' '),
  )

test('messages of one author within five minutes are one group', () => {
  const rows = threadRows(
    [
      message('me', '23T10:00:00'),
      message('me', '23T10:04:59'),
      message('me', '23T10:10:00'),
      message('them', '23T10:10:01'),
    ],
    null,
  )
  expect(shape(rows)).toEqual(['day start', 'end', 'start end', 'start end'])
})

test('a new day and the unread line end a group', () => {
  const first = message('them', '22T23:59:00')
  const second = message('them', '23T00:01:00')
  const third = message('them', '23T00:02:00')
  expect(shape(threadRows([first, second, third], third.id))).toEqual([
    'day start end',
    'day start end',
    'unread start end',
  ])
})

test('an author whose clock runs backwards gets a separator again, and nothing breaks', () => {
  const rows = threadRows([message('me', '23T10:00:00'), message('them', '21T10:00:00')], null)
  expect(shape(rows)).toEqual(['day start end', 'day start end'])
})

test('nothing is nothing', () => expect(threadRows([], null)).toEqual([]))
