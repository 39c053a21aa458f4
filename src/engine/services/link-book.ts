import { toHex } from '#shared/bytes.ts'
import type { ContactId, InstallationId, PeerId } from '#shared/ids.ts'
import {
  decodeSession,
  decrypt,
  encodeSession,
  encrypt,
  prepareSend,
  RatchetError,
  type PreparedStep,
  type SessionState,
} from '#engine/crypto/index.ts'
import type { Contact, Route } from '#engine/domain/contact.ts'
import { MAX_SESSIONS, newLink, sendingSession, type Link, type SessionEntry } from '#engine/domain/link.ts'
import type { Clock, Random } from '#engine/ports/index.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import { encodeFrame } from '#engine/wire/frame.ts'
import type { Transaction } from './transaction.ts'

/** Installations of one contact that are remembered. */
const MAX_INSTALLATIONS = 8

export interface LinkBookComponents {
  readonly store: ProfileStore
  readonly clock: Clock
  readonly random: Random
  readonly ownId: ContactId
}

/** What a received frame was. */
export interface Opened {
  readonly link: Link
  readonly sid: string
  /** Null: authentic, but not readable by this version. */
  readonly payload: Uint8Array | null
}

/**
 * Links to installations of contacts and the ratchet sessions under them. Every function is synchronous: the state
 * that it leaves in memory and the writes that it adds to the transaction belong together.
 */
export class LinkBook {
  readonly #c: LinkBookComponents
  readonly #links = new Map<string, Link>()
  readonly #byPeer = new Map<PeerId, Set<string>>()
  readonly #sessions = new Map<string, SessionState>()
  readonly #prepared = new Map<string, PreparedStep>()
  readonly #randomBytes = (length: number) => this.#c.random.bytes(length)

  constructor(components: LinkBookComponents) {
    this.#c = components
  }

  async load(): Promise<void> {
    for await (const link of this.#c.store.links()) this.#remember(link)
  }

  find(contact: ContactId, installation: InstallationId): Link | undefined {
    return this.#links.get(`${contact}:${installation}`)
  }

  /** The link that messages to this contact go over. */
  current(contact: Contact): Link | undefined {
    return contact.installation ? this.find(contact.id, contact.installation) : undefined
  }

  byPeer(peer: PeerId): Link[] {
    return [...(this.#byPeer.get(peer) ?? [])].flatMap((name) => this.#links.get(name) ?? [])
  }

  of(contact: ContactId): Link[] {
    return [...this.#links.values()].filter((link) => link.contactId === contact)
  }

  put(tx: Transaction, link: Link): void {
    this.#remember(link)
    tx.late(`link:${key(link)}`, () => {
      const latest = this.#links.get(key(link))
      if (latest) this.#c.store.putLink(tx.batch, latest)
    })
  }

  /** One person's installations are few; the one that was met first makes room, unless it is in use. */
  makeRoom(tx: Transaction, contact: Contact): void {
    const spare = this.of(contact.id).filter((link) => link.installationId !== contact.installation)
    for (const link of spare.slice(0, Math.max(0, spare.length - MAX_INSTALLATIONS + 2)))
      this.remove(tx, link)
  }

  ensure(tx: Transaction, contactId: ContactId, installationId: InstallationId, route: Route): Link {
    const known = this.find(contactId, installationId)
    const link = known ? { ...known, route } : newLink(contactId, installationId, route, this.#c.clock.now())
    this.put(tx, link)
    return link
  }

  /**
   * Adds a session; the oldest is forgotten when there are too many. `heard`: they began it, and whether they still hold
   * the others is open until they speak under them.
   */
  addSession(tx: Transaction, link: Link, session: SessionState, heard: boolean): void {
    const entry: SessionEntry = {
      sid: toHex(session.sid),
      gen: session.gen,
      initiatedByUs: session.initiator,
      heard,
      createdAt: this.#c.clock.now(),
    }
    const others = heard ? link.sessions.map((other) => ({ ...other, heard: false })) : link.sessions
    const sessions = [...others, entry]
    for (const { sid } of sessions.splice(0, Math.max(0, sessions.length - MAX_SESSIONS)))
      this.#forget(tx, sid)
    this.put(tx, { ...link, sessions })
    this.#keep(tx, entry.sid, session)
  }

  /** Whether something can be sent over the link. */
  canSend(link: Link): boolean {
    return link.sessions.length > 0
  }

  /** Encrypts under the session that counts; the frame may leave once the transaction is durable. */
  seal(tx: Transaction, link: Link, payload: Uint8Array): { frame: Uint8Array; sid: string } {
    const entry = sendingSession(link, this.#c.ownId)
    if (!entry) throw new Error('a link without a session cannot send')
    const prepared = this.#prepared.get(entry.sid)
    this.#prepared.delete(entry.sid)
    const now = this.#c.clock.now()
    const options = prepared ? { now, prepared } : { now }
    const sealed = encrypt(this.#session(entry.sid), payload, options, this.#randomBytes)
    this.#keep(tx, entry.sid, sealed.session)
    return { frame: encodeFrame('message', sealed.frame), sid: entry.sid }
  }

  /**
   * Tries the sessions of this peer; undefined when the frame belongs to none of them or came twice. Contacts that
   * `mayHear` refuses are left alone: their frames stay good for the day when it does not.
   */
  open(
    tx: Transaction,
    peer: PeerId,
    body: Uint8Array,
    mayHear: (contact: ContactId) => boolean,
  ): Opened | undefined {
    for (const link of this.byPeer(peer)) {
      if (!mayHear(link.contactId)) continue
      for (const entry of link.sessions.toReversed()) {
        const opened = this.#tryOpen(tx, entry, body)
        if (opened === undefined) continue
        const sessions = link.sessions.map((s) => (s === entry ? { ...s, heard: true } : s))
        const heard = entry.heard ? link : { ...link, sessions }
        if (heard !== link) this.put(tx, heard)
        return { link: heard, sid: entry.sid, payload: opened.payload }
      }
    }
    return undefined
  }

  /** Computes ahead what the next answer will need, while nobody waits. */
  prepare(link: Link): void {
    const entry = sendingSession(link, this.#c.ownId)
    if (!entry || this.#prepared.has(entry.sid)) return
    const prepared = prepareSend(this.#session(entry.sid), this.#randomBytes)
    if (prepared) this.#prepared.set(entry.sid, prepared)
  }

  remove(tx: Transaction, link: Link): void {
    this.#links.delete(key(link))
    this.#byPeer.get(link.route.peerId)?.delete(key(link))
    for (const entry of link.sessions) this.#forget(tx, entry.sid)
    tx.late(`link:${key(link)}`, () =>
      this.#c.store.deleteLink(tx.batch, link.contactId, link.installationId),
    )
  }

  /** Nothing decrypted stays in memory. */
  clear(): void {
    this.#sessions.clear()
    this.#prepared.clear()
  }

  #remember(link: Link): void {
    const name = key(link)
    const before = this.#links.get(name)
    this.#links.set(name, link)
    const { peerId } = link.route
    if (before?.route.peerId === peerId) return
    if (before) this.#byPeer.get(before.route.peerId)?.delete(name)
    const names = this.#byPeer.get(peerId) ?? new Set()
    this.#byPeer.set(peerId, names.add(name))
  }

  #tryOpen(
    tx: Transaction,
    entry: SessionEntry,
    body: Uint8Array,
  ): { payload: Uint8Array | null } | undefined {
    const { store, clock } = this.#c
    const noteOf = (chain: Uint8Array, n: number) => `skipped:${entry.sid}:${toHex(chain)}:${n}`
    const skipped = (chain: Uint8Array, n: number) => {
      const noted = tx.noted(noteOf(chain, n))
      return noted === undefined ? store.skippedKey(entry.sid, chain, n) : (noted ?? undefined)
    }
    try {
      const opened = decrypt(this.#session(entry.sid), body, { now: clock.now(), skipped }, this.#randomBytes)
      for (const { chain, n, key: mk } of opened.skipped.put) {
        store.putSkippedKey(tx.batch, entry.sid, chain, n, mk)
        tx.note(noteOf(chain, n), mk)
      }
      for (const { chain, n } of opened.skipped.remove) {
        store.deleteSkippedKey(tx.batch, entry.sid, chain, n)
        tx.note(noteOf(chain, n), null)
      }
      this.#keep(tx, entry.sid, opened.session)
      return { payload: opened.payload }
    } catch (error) {
      if (error instanceof RatchetError) return undefined
      throw error
    }
  }

  #session(sid: string): SessionState {
    const cached = this.#sessions.get(sid)
    if (cached) return cached
    const stored = this.#c.store.session(sid)
    if (!stored) throw new Error('a link names a session that is not stored')
    const session = decodeSession(stored)
    this.#sessions.set(sid, session)
    return session
  }

  #keep(tx: Transaction, sid: string, session: SessionState): void {
    this.#sessions.set(sid, session)
    tx.late(`session:${sid}`, () => {
      const latest = this.#sessions.get(sid)
      if (latest) this.#c.store.putSession(tx.batch, sid, encodeSession(latest))
    })
  }

  #forget(tx: Transaction, sid: string): void {
    this.#sessions.delete(sid)
    this.#prepared.delete(sid)
    tx.late(`session:${sid}`, () => this.#c.store.deleteSession(tx.batch, sid))
  }
}

const key = (link: Pick<Link, 'contactId' | 'installationId'>) => `${link.contactId}:${link.installationId}`
