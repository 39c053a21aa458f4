import { z } from 'zod'
import { method } from '../define.ts'
import { contactId, empty, passphrase, personName, text } from './common.ts'

export const profile = z.strictObject({
  id: contactId,
  displayName: z.string(),
  /** The contact address as text, for a QR code: `SOTTO:…`, alphanumeric. */
  address: z.string(),
  /** The same as a `sotto:` link, with up to four multiaddr hints of where this installation listens now. */
  link: z.string(),
})
export type Profile = z.infer<typeof profile>

export const profileState = z.enum(['none', 'locked', 'ready'])
export type ProfileState = z.infer<typeof profileState>

const words = z.array(z.string().max(20)).length(24)

export const profileMethods = {
  'profile.status': method(empty, z.strictObject({ state: profileState })),
  /**
   * How a new profile can be protected here. `required`: this computer has no key store, so only a passphrase
   * protects the data. `fixed`: whoever started this host has given the passphrase already.
   */
  'profile.policy': method(
    empty,
    z.strictObject({
      passphrase: z.enum(['recommended', 'required', 'fixed']),
      /** Where the key of the data lies when there is no passphrase. */
      keyStore: z.enum(['system', 'file', 'none']),
    }),
  ),
  'profile.create': method(
    z.strictObject({ displayName: personName, passphrase: passphrase.optional() }),
    z.strictObject({ words, profile }),
  ),
  'profile.recover': method(
    z.strictObject({
      /** 24 words, as a list or as one text. */
      words: z.union([z.array(text().max(20)).max(24), text().max(600)]),
      displayName: personName,
      passphrase: passphrase.optional(),
    }),
    z.strictObject({ profile }),
  ),
  'profile.unlock': method(z.strictObject({ passphrase }), empty),
  'profile.lock': method(empty, empty),
  'profile.get': method(empty, profile),
}
