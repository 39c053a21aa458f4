import type { InstallationId } from '#shared/ids.ts'
import { encodeAddress, encodeLink, type Identity } from '#engine/crypto/index.ts'
import type { PeerNetwork } from '#engine/net/peer-network.ts'
import type { Card } from '#engine/wire/content.ts'
import type { ProfileRecord } from '#engine/wire/records.ts'

/** A link longer than this is cut by programs that pass links on. */
const MAX_HINTS = 4

/** Who we are, for everything that speaks in our name. */
export class OwnProfile {
  readonly identity: Identity
  readonly record: ProfileRecord
  readonly #network: PeerNetwork
  /** Public key of our PeerId. */
  readonly #peerKey: Uint8Array

  constructor(components: {
    identity: Identity
    record: ProfileRecord
    network: PeerNetwork
    peerKey: Uint8Array
  }) {
    this.identity = components.identity
    this.record = components.record
    this.#network = components.network
    this.#peerKey = components.peerKey
  }

  get installationId(): InstallationId {
    return this.record.installationId
  }

  /** What one gives to a friend: the address for a QR code, and the link with the addresses of the moment. */
  address(): { address: string; link: string } {
    const address = encodeAddress({ id: this.identity.id, peerKey: this.#peerKey })
    const hints = this.#network.multiaddrs().slice(0, MAX_HINTS)
    return { address, link: encodeLink(address, hints) }
  }

  /** What a contact's installation is told about this one. */
  card(): Card {
    return {
      displayName: this.record.displayName,
      peerId: this.#network.peerId,
      multiaddrs: this.#network.multiaddrs(),
    }
  }
}
