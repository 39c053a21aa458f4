import { fromHex, toHex } from '#shared/bytes.ts'
import { Fault } from '#shared/fault.ts'
import type { InstallationId, PeerId } from '#shared/ids.ts'
import {
  CryptoError,
  initHash,
  initiate,
  readInitHeader,
  respond,
  verifyBundle,
  type Responded,
} from '#engine/crypto/index.ts'
import type { Contact } from '#engine/domain/contact.ts'
import { isPlaceOn } from '#engine/domain/link.ts'
import type { Clock, Random } from '#engine/ports/index.ts'
import type { PeerNetwork } from '#engine/net/peer-network.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import { encodeContent, type Text } from '#engine/wire/content.ts'
import { decodeBundleRequest, encodeBundleRequest, encodeFrame } from '#engine/wire/frame.ts'
import type { ContactBook } from './contact-book.ts'
import type { ConversationBook } from './conversation-book.ts'
import type { Delivery } from './delivery.ts'
import type { LinkBook } from './link-book.ts'
import type { Outbox } from './outbox.ts'
import type { OwnProfile } from './own-profile.ts'
import type { Prekeys } from './prekeys.ts'
import { Transaction } from './transaction.ts'

const BUNDLE_TIMEOUT_MS = 10_000

export interface HandshakesComponents {
  readonly own: OwnProfile
  readonly store: ProfileStore
  readonly clock: Clock
  readonly random: Random
  readonly network: PeerNetwork
  readonly contacts: ContactBook
  readonly conversations: ConversationBook
  readonly links: LinkBook
  readonly outbox: Outbox
  readonly delivery: Delivery
  readonly prekeys: Prekeys
}

/** Begins sessions, from either side (docs/protocol/04-handshake.md). */
export class Handshakes {
  readonly #c: HandshakesComponents

  constructor(components: HandshakesComponents) {
    this.#c = components
  }

  /**
   * Answers who asks for our keys. Only somebody who knows our address can ask; a blocked contact gets what an
   * installation that is not us would answer.
   */
  answerBundle(from: PeerId, request: Uint8Array): Uint8Array | null {
    const { own, contacts, links, prekeys } = this.#c
    if (decodeBundleRequest(request) !== own.identity.contactId) return null
    const blocked = links.byPeer(from).some((link) => contacts.find(link.contactId)?.state === 'blocked')
    return blocked ? null : (prekeys.issue(from) ?? null)
  }

  /**
   * Asks the connected peer for the contact's keys and makes the frame that begins a session with our request in it.
   * Durable when it resolves; undefined when there is nothing to ask for any more.
   */
  async begin(contact: Contact, peer: PeerId): Promise<Uint8Array | undefined> {
    const { network, clock, outbox } = this.#c
    const signal = AbortSignal.timeout(BUNDLE_TIMEOUT_MS)
    const answer = await network.requestBundle(peer, encodeBundleRequest(contact.id), { signal })
    if (!answer) throw new Fault('unreachable', 'Nobody with this address answers there.')
    const bundle = verifyBundle(answer, {
      id: fromHex(contact.id),
      now: clock.now(),
      boundTo: network.peerId,
    })

    const current = this.#c.contacts.find(contact.id)
    const request = outbox.request(contact.id)
    if (current?.state !== 'requested' || !request) return undefined
    const tx = new Transaction(this.#c.store)
    const frame = this.#begin(tx, current, peer, bundle, request.messageId)
    await tx.commit()
    return frame
  }

  #begin(
    tx: Transaction,
    contact: Contact,
    peer: PeerId,
    bundle: ReturnType<typeof verifyBundle>,
    messageId: Text['id'] | null,
  ): Uint8Array {
    const { own, clock, random, contacts, conversations, links, outbox } = this.#c
    if (!bundle.installationId)
      throw new Fault('bad-address', 'The keys that were offered name no installation.')
    const installationId = toHex(bundle.installationId) as InstallationId
    const route = contact.route?.peerId === peer ? contact.route : { peerId: peer, multiaddrs: [] }
    const link = links.ensure(tx, contact.id, installationId, route)
    const request = outbox.request(contact.id)
    const repeated = request?.place ?? null
    const number = isPlaceOn(link, repeated) ? repeated.number : link.nextSend
    const era = link.sendEra
    const message = messageId && conversations.mine(messageId)
    const text = message ? { id: message.id, sentAt: message.sentAt, text: message.text } : null
    const { init, session } = initiate(
      {
        identity: own.identity,
        bundle,
        gen: this.#nextGeneration(link.sessions.map((entry) => entry.gen)),
        installationId: fromHex(own.installationId),
        payload: encodeContent({
          kind: 'request',
          place: { era, number },
          card: own.card(),
          text,
        }),
        now: clock.now(),
      },
      (length) => random.bytes(length),
    )
    const numbered = { ...link, nextSend: Math.max(link.nextSend, number + 1) }
    links.addSession(tx, numbered, session, false)
    contacts.put(tx, { ...contact, identityBlock: bundle.identity.block, installation: installationId })
    if (request) {
      // The frame is not kept: its prekey is good for this connection only.
      const sealed = { sid: toHex(session.sid), frame: new Uint8Array(0) }
      outbox.seal(tx, request, { installationId, era, number }, sealed)
    }
    return encodeFrame('init', init)
  }

  /**
   * Opens a handshake that somebody sent us. Undefined when it is not for us, used up, replayed or forged: the sender
   * learns nothing either way. The session is not stored yet; the inbox decides.
   */
  open(tx: Transaction, from: PeerId, init: Uint8Array): Responded | undefined {
    const { own, clock, random, prekeys, store } = this.#c
    try {
      const { prekeyId, mode } = readInitHeader(init)
      const prekey = prekeys.find(prekeyId, from)
      if (!prekey || mode !== 0) return undefined
      const hash = initHash(init)
      if (store.hasReplay(hash)) return undefined
      const opened = respond({ identity: own.identity, prekey, init, now: clock.now() }, (length) =>
        random.bytes(length),
      )
      prekeys.spend(prekeyId)
      store.putReplay(tx.batch, hash)
      return opened
    } catch (error) {
      if (error instanceof CryptoError) return undefined
      throw error
    }
  }

  /**
   * Generations grow with every handshake of a pair of installations, and by the clock as well, so that a side that
   * has forgotten the pair does not fall behind one that remembers.
   */
  #nextGeneration(known: readonly number[]): number {
    return Math.max(Math.floor(this.#c.clock.now() / 1000), ...known.map((gen) => gen + 1))
  }
}
