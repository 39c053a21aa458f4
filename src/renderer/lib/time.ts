import { LOCALE } from './locale.ts'

const DAY = 86_400_000

const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekdayShort = new Intl.DateTimeFormat(LOCALE, { weekday: 'short' })
const weekdayLong = new Intl.DateTimeFormat(LOCALE, { weekday: 'long' })
const dayMonth = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' })
const dayMonthYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' })
const longDay = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' })
const longDayYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric' })
const full = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' })

/** Local midnight of the day that holds `at`. */
export function startOfDay(at: number): number {
  const date = new Date(at)
  date.setHours(0, 0, 0, 0)
  return date.getTime()
}

/** Whole local days from `at` to `now`; 0 today, 1 yesterday, negative in the future. Safe across clock changes. */
export function daysAgo(at: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / DAY)
}

const sameYear = (a: number, b: number) => new Date(a).getFullYear() === new Date(b).getFullYear()

export function timeOfDay(at: number): string {
  return clock.format(at)
}

export function fullTime(at: number): string {
  return full.format(at)
}

/** For a row in the conversation list: 14:05, Yesterday, Mon, 3 Nov, 3 Nov 2024. */
export function listTime(at: number, now: number): string {
  const days = daysAgo(at, now)
  if (days <= 0) return timeOfDay(at)
  if (days === 1) return 'Yesterday'
  if (days < 7) return weekdayShort.format(at)
  return sameYear(at, now) ? dayMonth.format(at) : dayMonthYear.format(at)
}

/** For a day separator: Today, Yesterday, Monday, Monday 3 November, 3 November 2024. */
export function dayLabel(at: number, now: number): string {
  const days = daysAgo(at, now)
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days < 7) return weekdayLong.format(at)
  return sameYear(at, now) ? longDay.format(at) : longDayYear.format(at)
}

/** Ends a sentence that begins with "last seen": just now, 5 minutes ago, today at 14:05, on 3 Nov. */
export function seenAgo(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes === 1) return 'a minute ago'
  if (minutes < 60) return `${minutes} minutes ago`
  const days = daysAgo(at, now)
  if (days <= 0) return `today at ${timeOfDay(at)}`
  if (days === 1) return `yesterday at ${timeOfDay(at)}`
  if (days < 7) return `on ${weekdayLong.format(at)}`
  return `on ${sameYear(at, now) ? dayMonth.format(at) : dayMonthYear.format(at)}`
}
