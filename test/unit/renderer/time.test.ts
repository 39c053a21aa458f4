import { describe, expect, test } from 'vitest'
import { dayLabel, daysAgo, listTime, seenAgo, timeOfDay } from '#renderer/lib/time.ts'

const at = (text: string) => new Date(text).getTime()
const now = at('2026-11-23T14:05:30')

describe('times in the list', () => {
  test.each([
    ['2026-11-23T00:00:00', '00:00'],
    ['2026-11-23T09:07:00', '09:07'],
    ['2026-11-22T23:59:59', 'Yesterday'],
    ['2026-11-21T12:00:00', 'Sat'],
    ['2026-11-17T12:00:00', 'Tue'],
    ['2026-11-16T12:00:00', '16 Nov'],
    ['2025-12-31T12:00:00', '31 Dec 2025'],
  ])('%s is %s', (then, words) => expect(listTime(at(then), now)).toBe(words))

  test('a clock ahead of ours is today, not a day that has not come', () => {
    expect(listTime(at('2026-11-24T08:00:00'), now)).toBe('08:00')
  })
})

describe('day separators', () => {
  test.each([
    ['2026-11-23T09:07:00', 'Today'],
    ['2026-11-22T09:07:00', 'Yesterday'],
    ['2026-11-18T09:07:00', 'Wednesday'],
    ['2026-11-02T09:07:00', 'Monday 2 November'],
    ['2025-11-02T09:07:00', '2 November 2025'],
  ])('%s is %s', (then, words) => expect(dayLabel(at(then), now)).toBe(words))
})

describe('last seen', () => {
  test.each([
    ['2026-11-23T14:05:00', 'just now'],
    ['2026-11-23T14:04:00', 'a minute ago'],
    ['2026-11-23T13:20:00', '45 minutes ago'],
    ['2026-11-23T08:00:00', 'today at 08:00'],
    ['2026-11-22T23:00:00', 'yesterday at 23:00'],
    ['2026-11-19T23:00:00', 'on Thursday'],
    ['2026-10-14T23:00:00', 'on 14 Oct'],
  ])('%s is %s', (then, words) => expect(seenAgo(at(then), now)).toBe(words))
})

test('days are counted by the calendar, also over a change of the clock', () => {
  for (const [then, later] of [
    ['2026-03-28T12:00:00', '2026-03-29T12:00:00'],
    ['2026-10-24T23:30:00', '2026-10-25T00:30:00'],
  ] as const) {
    expect(daysAgo(at(then), at(later))).toBe(1)
  }
  expect(timeOfDay(at('2026-11-23T00:00:00'))).toBe('00:00')
})
