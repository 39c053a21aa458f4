/**
 * One key space for each kind of record: the first byte of a key. A number is never used again for something else.
 * What follows the byte is blinded, so that the disk shows how many records there are but not whose.
 */
export const TABLES = {
  profile: 0x01,
  contact: 0x02,
  link: 0x03,
  session: 0x04,
  skipped: 0x05,
  conversation: 0x06,
  message: 0x07,
  place: 0x08,
  client: 0x09,
  outbox: 0x0a,
  replay: 0x0b,
  draft: 0x0c,
} as const

export type TableName = keyof typeof TABLES
