/** Three people who know each other, and what they have said so far. Invented; any likeness to the living is kind. */
export const PEOPLE = ['Ada', 'Grace', 'Hedy'] as const
export type Person = (typeof PEOPLE)[number]

export interface Introduction {
  readonly from: Person
  readonly to: Person
  /** Sent along with the request. */
  readonly message: string
}

export const INTRODUCTIONS: readonly Introduction[] = [
  {
    from: 'Ada',
    to: 'Grace',
    message: 'It is me, Ada, from the reading group. Shall we try this instead of e-mail?',
  },
  {
    from: 'Hedy',
    to: 'Ada',
    message: 'Grace gave me your address on a slip of paper. Very old school. Hello!',
  },
  { from: 'Grace', to: 'Hedy', message: 'Hedy, this is the thing I told you about. No company in between.' },
]

export interface Line {
  readonly from: Person
  readonly to: Person
  readonly text: string
  /** Left unread, so that the list has something to show. */
  readonly unread?: true
}

export const LINES: readonly Line[] = [
  { from: 'Grace', to: 'Ada', text: 'Ada! You found me. And nobody asked for my phone number.' },
  { from: 'Ada', to: 'Grace', text: 'That was the whole idea 😊 Did you get home before the rain?' },
  {
    from: 'Grace',
    to: 'Ada',
    text: 'Almost. I stood under the bakery awning for ten minutes, so it cost me two almond croissants.',
  },
  { from: 'Ada', to: 'Grace', text: 'A fair price.' },
  {
    from: 'Ada',
    to: 'Grace',
    text: 'About Saturday: the boat house opens at nine. Hedy brings the thermos, I bring the map, and you bring whatever the bakery forces on you.',
  },
  { from: 'Grace', to: 'Ada', text: 'Deal. Is the path along the weir open again?' },
  { from: 'Ada', to: 'Grace', text: 'Since last week. I walked it on Tuesday; the herons are back.' },
  { from: 'Hedy', to: 'Ada', text: 'Is it true that there will be croissants?' },
  { from: 'Ada', to: 'Hedy', text: 'It depends entirely on the weather and on Grace.' },
  { from: 'Hedy', to: 'Ada', text: 'So, yes. I will bring the big thermos then, the one with the dent.' },
  { from: 'Ada', to: 'Hedy', text: 'The dent is why it is ours. 9:00 at the boat house?' },
  {
    from: 'Hedy',
    to: 'Grace',
    text: 'Grace, does the old radio still work? I thought we could take it along.',
  },
  {
    from: 'Grace',
    to: 'Hedy',
    text: 'It hums, it crackles, and on a good day it finds the jazz station. Packed.',
  },
  { from: 'Hedy', to: 'Ada', text: '9:00 it is. I set two alarms, on different frequencies.', unread: true },
  { from: 'Grace', to: 'Ada', text: 'I looked at the sky and then at the forecast.', unread: true },
  { from: 'Grace', to: 'Ada', text: 'They disagree. I believe the sky. See you Saturday! ☀️', unread: true },
]
