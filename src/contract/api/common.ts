import { z } from 'zod'

/** Unix milliseconds. */
export const time = z.int().nonnegative()

export const hexId = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))

export const contactId = hexId(32)
export const conversationId = hexId(16)
export const messageId = hexId(16)

export const empty = z.strictObject({})

/** Text that is well-formed Unicode: a lone surrogate has no UTF-8 form and could not survive byte for byte. */
const wellFormed = (text: string) => !/[\uD800-\uDFFF]/u.test(text)

export const text = () => z.string().refine(wellFormed, 'is not well-formed Unicode')

/** Controls, line ends, and what turns the direction of text around or shows nothing at all. */
const HIDDEN = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/u

/** A name that a person chose: one line, no hidden characters, 1 to 64 characters once trimmed. */
export const personName = text()
  .trim()
  .min(1)
  .max(64)
  .refine((name) => !HIDDEN.test(name), 'contains hidden characters')

export const passphrase = text().min(1).max(1024)

/** Paging: newest first; `before` is the opaque `next` of the previous page. */
export const pageInput = {
  limit: z.int().min(1).max(200).default(50),
  before: z.string().max(200).optional(),
}

export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item).max(200), next: z.string().nullable() })
