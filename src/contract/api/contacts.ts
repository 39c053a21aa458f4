import { z } from 'zod'
import { method, topic } from '../define.ts'
import { contactId, empty, page, pageInput, personName, text, time } from './common.ts'

/**
 * `requested`: we asked, they have not answered yet. `pending`: they asked, we have not answered yet.
 * `accepted`: both want to talk. `blocked`: nothing of theirs reaches us.
 */
export const contactState = z.enum(['requested', 'pending', 'accepted', 'blocked'])

export const contact = z.strictObject({
  id: contactId,
  /** The name that we gave; empty if none. */
  nickname: z.string(),
  /** The name that they gave themselves; empty until it is known. */
  displayName: z.string(),
  state: contactState,
  /** We compared safety numbers. */
  verified: z.boolean(),
  /** There is a live connection to them. */
  online: z.boolean(),
  /** When the last connection to them ended, or was last seen alive; null if never. */
  lastSeen: time.nullable(),
})
export type Contact = z.infer<typeof contact>

const addressText = text().trim().min(1).max(2000)
const byId = z.strictObject({ contactId })
const one = z.strictObject({ contact })

export const contactsMethods = {
  /** What an address or link says, before anything is sent. */
  'contacts.preview': method(
    z.strictObject({ address: addressText }),
    z.strictObject({ contactId, known: contact.nullable(), hints: z.int().nonnegative() }),
  ),
  /** Sends a request as soon as they can be reached. Adding somebody who asked already accepts them. */
  'contacts.add': method(
    z.strictObject({
      address: addressText,
      nickname: personName.optional(),
      /** Shown with the request: one short text, at most 2,000 bytes of UTF-8. */
      message: text().max(2000).optional(),
    }),
    one,
  ),
  'contacts.list': method(z.strictObject(pageInput), page(contact)),
  'contacts.get': method(byId, one),
  'contacts.accept': method(byId, one),
  'contacts.block': method(byId, one),
  /** Back to what they were before the block. */
  'contacts.unblock': method(byId, one),
  /** Forgets the contact and the conversation on this installation. They are not told. */
  'contacts.remove': method(byId, empty),
  /** An empty nickname shows the name that they gave themselves. */
  'contacts.rename': method(
    z.strictObject({ contactId, nickname: z.union([z.literal(''), personName]) }),
    one,
  ),
  'contacts.verify': method(z.strictObject({ contactId, verified: z.boolean() }), one),
  /** 60 digits in 12 groups of 5, the same for both people. `conflict` until their keys are known. */
  'contacts.safetyNumber': method(byId, z.strictObject({ digits: z.string().regex(/^(\d{5} ){11}\d{5}$/) })),
}

export const contactsTopics = {
  'contact.updated': topic(z.strictObject({ contact, removed: z.boolean() })),
}
