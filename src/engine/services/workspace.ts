import type { AbortSignalLike } from '#shared/startable.ts'
import type { PeerId } from '#shared/ids.ts'
import { deriveIdentity, rootFromBytes } from '#engine/crypto/index.ts'
import type { Contact } from '#engine/domain/contact.ts'
import type { PeerNetwork } from '#engine/net/peer-network.ts'
import type { Clock, Logger, Random } from '#engine/ports/index.ts'
import type { ProfileStore } from '#engine/store/index.ts'
import type { ProfileRecord } from '#engine/wire/records.ts'
import { ContactBook } from './contact-book.ts'
import { Contacts } from './contacts.ts'
import { ConversationBook } from './conversation-book.ts'
import { Courier } from './courier.ts'
import { Delivery } from './delivery.ts'
import { Dialer } from './dialer.ts'
import { Events } from './events.ts'
import { Handshakes } from './handshakes.ts'
import { Inbox } from './inbox.ts'
import { LinkBook } from './link-book.ts'
import { Messages } from './messages.ts'
import { Outbox } from './outbox.ts'
import { OwnProfile } from './own-profile.ts'
import { Prekeys } from './prekeys.ts'
import { Transaction } from './transaction.ts'

/**
 * Loading and starting the network keeps the only thread busy for a tenth of a second. Whoever waits for the first
 * answer, an interface or a bot, gets it before.
 */
const NETWORK_PAUSE_MS = 20

/** How exact *last seen* is when this program ends without a word. */
const LAST_SEEN_MS = 60_000

/** After the network failed to start. */
const NETWORK_RETRY_MS = 15_000

/** Between two rounds of dropping old ratchet states from the disk. */
const TIDY_MS = 10 * 60_000

export interface WorkspaceComponents {
  readonly store: ProfileStore
  readonly record: ProfileRecord
  readonly network: PeerNetwork
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly peerIdOf: (publicKey: Uint8Array) => PeerId
  /** Public key of our PeerId, 32 bytes. */
  readonly peerKey: Uint8Array
  /** Whether the network looks for contacts on the local network. */
  readonly mdns: boolean
}

/** The services of an unlocked profile, wired together. */
export class Workspace {
  readonly events = new Events()
  readonly own: OwnProfile
  readonly contacts: Contacts
  readonly messages: Messages
  readonly contactBook: ContactBook
  readonly conversationBook: ConversationBook
  readonly courier: Courier
  readonly network: PeerNetwork
  readonly looksOnLocalNetwork: boolean
  readonly #store: ProfileStore
  readonly #links: LinkBook
  readonly #outbox: Outbox
  readonly #prekeys: Prekeys
  readonly #dialer: Dialer
  readonly #clock: Clock
  readonly #logger: Logger
  #networkStart: Promise<void> | undefined
  #hadNetwork = false
  #stopped = false
  #cancelTidy: (() => void) | undefined
  #retryNetwork: (() => void) | undefined
  readonly #beforeStop: (() => void)[] = []
  #networkState: 'starting' | 'up' | 'down' = 'starting'

  constructor(components: WorkspaceComponents) {
    const { store, network, clock, random, logger } = components
    const { events } = this
    this.#store = store
    this.#clock = clock
    this.#logger = logger
    this.network = network
    this.looksOnLocalNetwork = components.mdns
    const identity = deriveIdentity(rootFromBytes(components.record.root))
    const own = new OwnProfile({ identity, record: components.record, network, peerKey: components.peerKey })
    const contacts = new ContactBook({ store, events })
    const conversations = new ConversationBook({ store, events, clock, random })
    const links = new LinkBook({ store, clock, random, ownId: identity.contactId })
    const outbox = new Outbox({ store })
    const prekeys = new Prekeys({ own, clock, random })
    const base = {
      own,
      store,
      clock,
      random,
      logger,
      events,
      network,
      contacts,
      conversations,
      links,
      outbox,
    }
    const courier: Courier = new Courier({
      ...base,
      delivery: () => delivery,
      handshakes: () => handshakes,
      alive: (peer) => {
        dialer.alive(peer)
        this.#noteLastSeen(peer, LAST_SEEN_MS)
      },
    })
    const { dispatch, delivered } = courier
    const delivery = new Delivery({ ...base, dispatch, delivered })
    const handshakes = new Handshakes({ ...base, delivery, prekeys })
    const inbox = new Inbox({ ...base, delivery, courier, handshakes })
    const dialer = new Dialer(base)
    this.own = own
    this.contactBook = contacts
    this.conversationBook = conversations
    this.courier = courier
    const peerTools = {
      peerIdOf: components.peerIdOf,
      disconnect: (peer: PeerId) => network.disconnect(peer),
    }
    this.contacts = new Contacts({ ...base, delivery, courier, dialer, ...peerTools })
    this.messages = new Messages({ ...base, delivery, courier, dialer })
    this.#links = links
    this.#outbox = outbox
    this.#prekeys = prekeys
    this.#dialer = dialer
    network.onBundleRequest((from, request) => Promise.resolve(handshakes.answerBundle(from, request)))
    network.onFrames(inbox.receive)
    network.on('connected', (peer) => this.#connected(peer))
    network.on('disconnected', (peer) => this.#disconnected(peer))
    network.on('discovered', (route) => dialer.discovered(route))
    network.on('changed', () => this.#networkChanged())
  }

  /** Reads what is needed in memory; the network starts in the background. */
  async start(signal: AbortSignalLike): Promise<void> {
    await this.contactBook.load()
    await this.conversationBook.load()
    await this.#links.load()
    await this.#outbox.load()
    this.courier.start()
    const pause = new Promise<void>((resolve) => this.#clock.after(NETWORK_PAUSE_MS, resolve))
    this.#networkStart = pause.then(() => this.#startNetwork(signal))
  }

  async #startNetwork(signal: AbortSignalLike): Promise<void> {
    if (this.#stopped) return
    try {
      await this.network.start(signal)
      this.#networkState = 'up'
      this.#hadNetwork = this.network.hasNetwork()
      if (!this.#stopped) this.#dialer.start()
    } catch (error) {
      this.#networkState = 'down'
      this.#retryNetwork = this.#clock.after(NETWORK_RETRY_MS, () => {
        this.#networkStart = this.#startNetwork(signal)
      })
      const kind = error instanceof Error ? error.name : 'unknown'
      this.#logger.log('error', 'network-failed', { kind })
    }
    this.events.emit('networkUpdated')
    this.#cancelTidy ??= this.#clock.after(0, () => void this.#tidyKeys())
  }

  /** Now and then, for as long as the profile is open. */
  async #tidyKeys(): Promise<void> {
    if (this.#stopped) return
    try {
      await this.#store.tidyKeys()
    } catch {
      this.#logger.log('warn', 'tidy-failed')
    }
    if (!this.#stopped) this.#cancelTidy = this.#clock.after(TIDY_MS, () => void this.#tidyKeys())
  }

  /** Resolves when the network is up, or has failed to start. */
  async networkStarted(): Promise<void> {
    await this.#networkStart
  }

  /** For whoever listens here: the time to let go. */
  beforeStop(run: () => void): void {
    this.#beforeStop.push(run)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const run of this.#beforeStop.splice(0)) run()
    this.#retryNetwork?.()
    this.#cancelTidy?.()
    try {
      await this.#networkStart
      this.#dialer.stop()
      await this.courier.stop()
      await this.network.stop()
      await this.#store.tidyKeys()
    } catch (error) {
      // Whatever happens, the database is closed: another start depends on it.
      this.#logger.log('warn', 'stop-failed', { kind: error instanceof Error ? error.name : 'unknown' })
    }
    this.#prekeys.clear()
    this.#links.clear()
    await this.#store.close()
  }

  #connected(peer: PeerId): void {
    if (this.#stopped) return
    this.courier.connected(peer)
    this.events.emit('networkUpdated')
  }

  #disconnected(peer: PeerId): void {
    if (this.#stopped) return
    this.courier.disconnected(peer)
    this.#dialer.disconnected(peer)
    this.#noteLastSeen(peer)
    this.events.emit('networkUpdated')
  }

  /** `every`: not again before so many milliseconds have passed. */
  #noteLastSeen(peer: PeerId, every = 0): void {
    const now = this.#clock.now()
    const tx = new Transaction(this.#store)
    for (const { contactId } of this.#links.byPeer(peer)) {
      const contact = this.contactBook.find(contactId)
      if (!contact || (contact.lastSeen !== null && now - contact.lastSeen < every)) continue
      this.contactBook.put(tx, { ...contact, lastSeen: now })
    }
    // The moment is not worth a word: if the disk refuses, everything else says so.
    tx.commit().catch(() => undefined)
  }

  /** There is a live connection to the installation that we write to. */
  isOnline(contact: Contact): boolean {
    const link = this.#links.current(contact)
    return link !== undefined && contact.state !== 'blocked' && this.network.isConnected(link.route.peerId)
  }

  /** Whether this computer has a network, as of the last news of it: the interfaces are not asked each time. */
  hasNetwork(): boolean {
    return this.#hadNetwork || this.network.connectionCount() > 0
  }

  networkState(): 'starting' | 'online' | 'offline' {
    if (this.#networkState === 'starting') return 'starting'
    return this.#networkState === 'up' && this.#hadNetwork ? 'online' : 'offline'
  }

  /** Live connections that belong to contacts. */
  contactsOnline(): number {
    let count = 0
    for (const contact of this.contactBook.all()) if (this.isOnline(contact)) count++
    return count
  }

  #networkChanged(): void {
    if (this.#stopped) return
    const has = this.network.hasNetwork()
    if (has && !this.#hadNetwork) this.#dialer.retryAll()
    this.#hadNetwork = has
    this.events.emit('networkUpdated')
  }
}
