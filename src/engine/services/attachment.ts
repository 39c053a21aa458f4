import type { PeerId } from '#shared/ids.ts'
import type { Link } from '#engine/domain/link.ts'
import type { FrameSender } from '#engine/net/peer-network.ts'
import { Channel } from './channel.ts'

/** The stream for our frames over a link, for as long as it lives. */
export class Attachment {
  readonly key: string
  readonly peer: PeerId
  readonly channel: Channel
  /** They have told us what they have, or had the time to: repeating may begin. */
  ready = false
  /** A receipt is on its way to being made. */
  receiptDue = false
  readonly #heard = Promise.withResolvers<void>()

  constructor(link: Link, sender: FrameSender, onEnd: (attachment: Attachment) => void) {
    this.key = linkKey(link)
    this.peer = link.route.peerId
    this.channel = new Channel(sender, () => onEnd(this))
  }

  /** They told us what they have. */
  hear(): void {
    this.#heard.resolve()
  }

  heard(): Promise<void> {
    return this.#heard.promise
  }
}

export function linkKey(link: Pick<Link, 'contactId' | 'installationId'>): string {
  return `${link.contactId}:${link.installationId}`
}
