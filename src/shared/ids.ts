import type { Brand } from './brand.ts'

/** The address commitment of a person's identity block (32 bytes), as lower-case hex. */
export type ContactId = Brand<string, 'ContactId'>

/** One installation of Sotto of one person (16 random bytes), as lower-case hex. */
export type InstallationId = Brand<string, 'InstallationId'>

/** Local name of a conversation (16 random bytes), as lower-case hex. Never leaves this installation. */
export type ConversationId = Brand<string, 'ConversationId'>

/** A message's name, the same for its author and its readers (16 random bytes), as lower-case hex. */
export type MessageId = Brand<string, 'MessageId'>

/** A libp2p peer ID in its text form. It names an installation's network node, never a person. */
export type PeerId = Brand<string, 'PeerId'>
