import { fromHex, toHex } from '#shared/bytes.ts'
import type { PeerId } from '#shared/ids.ts'
import { createPrekey, type PrekeySecret } from '#engine/crypto/index.ts'
import type { Clock, Random } from '#engine/ports/index.ts'
import type { OwnProfile } from './own-profile.ts'

/** How long a one-time prekey may be used. The handshake follows at once on the same connection. */
const LIFETIME_MS = 120_000
/** One in use and one for a retry. */
const MAX_PER_PEER = 2
/** Bounds memory and the work that strangers can cause; the oldest makes room. */
const MAX_OUTSTANDING = 64
/** Bundles that one peer may ask for in a minute: making one costs about a millisecond. */
const MAX_PER_MINUTE = 20

interface Issued {
  readonly secret: PrekeySecret
  readonly peer: PeerId
  readonly expires: number
}

export interface PrekeysComponents {
  readonly own: OwnProfile
  readonly clock: Clock
  readonly random: Random
}

/**
 * One-time prekeys for peers that are connected now. Their private halves live in memory only and go at first use, so
 * that a handshake has forward secrecy from its first message; a crash merely makes the initiator ask again.
 */
export class Prekeys {
  readonly #c: PrekeysComponents
  /** By prekey identifier in hex, oldest first. */
  readonly #issued = new Map<string, Issued>()
  readonly #asked = new Map<PeerId, { since: number; count: number }>()

  constructor(components: PrekeysComponents) {
    this.#c = components
  }

  /** A fresh bundle for this peer; undefined when it asks too often. */
  issue(peer: PeerId): Uint8Array | undefined {
    const { clock, own, random } = this.#c
    const now = clock.now()
    if (!this.#mayAsk(peer, now)) return undefined
    const { prekeyId, bundle, secret } = createPrekey(
      own.identity,
      {
        seq: now,
        notBefore: now,
        notAfter: now + LIFETIME_MS,
        oneTime: true,
        boundTo: peer,
        installationId: fromHex(own.installationId),
      },
      (length) => random.bytes(length),
    )
    this.#makeRoom(peer, now)
    this.#issued.set(toHex(prekeyId), { secret, peer, expires: now + LIFETIME_MS })
    return bundle
  }

  /** The private half, if this peer was given it and it is still good. It stays until `spend`. */
  find(prekeyId: Uint8Array, peer: PeerId): PrekeySecret | undefined {
    const issued = this.#issued.get(toHex(prekeyId))
    if (issued?.peer !== peer || issued.expires < this.#c.clock.now()) return undefined
    return issued.secret
  }

  spend(prekeyId: Uint8Array): void {
    this.#issued.delete(toHex(prekeyId))
  }

  clear(): void {
    this.#issued.clear()
    this.#asked.clear()
  }

  #mayAsk(peer: PeerId, now: number): boolean {
    const asked = this.#asked.get(peer)
    if (asked && now - asked.since < 60_000) return ++asked.count <= MAX_PER_MINUTE
    if (this.#asked.size >= 1000) this.#asked.clear()
    this.#asked.set(peer, { since: now, count: 1 })
    return true
  }

  #makeRoom(peer: PeerId, now: number): void {
    for (const [id, issued] of this.#issued) if (issued.expires < now) this.#issued.delete(id)
    const ofPeer = [...this.#issued].filter(([, issued]) => issued.peer === peer)
    for (const [id] of ofPeer.slice(0, Math.max(0, ofPeer.length - MAX_PER_PEER + 1))) this.#issued.delete(id)
    for (const id of this.#issued.keys()) {
      if (this.#issued.size < MAX_OUTSTANDING) break
      this.#issued.delete(id)
    }
  }
}
