import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  createDek,
  createRecordCipher,
  deriveIdentity,
  loadCrypto,
  newRoot,
  rootFromBytes,
  type Dek,
} from '#engine/crypto/index.ts'
import type { Contact } from '#engine/domain/contact.ts'
import type { Place } from '#engine/domain/link.ts'
import type { Message } from '#engine/domain/message.ts'
import { peerKeyOf, peerIdFromPeerKey } from '#engine/net/index.ts'
import { nodeClock, nodeRandom } from '#engine/ports/node.ts'
import { Views } from '#engine/api/views.ts'
import { LinkBook } from '#engine/services/link-book.ts'
import { Transaction } from '#engine/services/transaction.ts'
import { Workspace } from '#engine/services/workspace.ts'
import { ProfileStore } from '#engine/store/index.ts'
import { openDatabase } from '#engine/store/open.ts'
import { RecordStore } from '#engine/store/record-store.ts'
import type { ProfileRecord } from '#engine/wire/records.ts'
import { toHex } from '#shared/bytes.ts'
import type { ContactId, InstallationId } from '#shared/ids.ts'
import { createMemoryHub, type MemoryHub } from './memory-network.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { bytes: random } = nodeRandom()

/** Several people, each with the real services, cryptography and database, on a network in memory. */
export class World {
  readonly hub: MemoryHub = createMemoryHub()
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async create(): Promise<World> {
    await loadCrypto()
    return new World(await temporaryFolder())
  }

  /** A person with a fresh profile; `root` recovers an identity on another installation. */
  async person(name: string, options: { root?: Uint8Array; device?: string } = {}): Promise<Person> {
    const device = options.device ?? name
    const record: ProfileRecord = {
      root: options.root ?? Uint8Array.from(newRoot(random)),
      displayName: name,
      installationId: toHex(random(16)) as InstallationId,
      peerKey: random(32),
      ports: [],
      createdAt: Date.now(),
    }
    const person = new Person(this.hub, device, record, join(this.#folder, device), createDek(random))
    onTestFinished(() => person.stop())
    await person.start()
    return person
  }
}

export class Person {
  readonly device: string
  readonly record: ProfileRecord
  readonly #hub: MemoryHub
  readonly #path: string
  readonly #dek: Dek
  #workspace: Workspace | undefined

  constructor(hub: MemoryHub, device: string, record: ProfileRecord, path: string, dek: Dek) {
    this.#hub = hub
    this.device = device
    this.record = record
    this.#path = path
    this.#dek = dek
    this.id = deriveIdentity(rootFromBytes(record.root)).contactId
  }

  get w(): Workspace {
    if (!this.#workspace) throw new Error(`${this.device} does not run`)
    return this.#workspace
  }

  readonly id: ContactId

  get link(): string {
    return this.w.own.address().link
  }

  async #open(): Promise<ProfileStore> {
    const db = await openDatabase(this.#path)
    const cipher = createRecordCipher(this.#dek, random)
    return new ProfileStore(new RecordStore(db, cipher, (error) => void Promise.reject(error)))
  }

  /** While not running: a frame with whatever content, as another version could make it, for the next place. */
  async seal(other: Person, content: (place: Place) => Uint8Array): Promise<Uint8Array> {
    const store = await this.#open()
    const links = new LinkBook({ store, clock: nodeClock(), random: nodeRandom(), ownId: this.id })
    await links.load()
    const [link] = links.of(other.id)
    if (!link) throw new Error('they have not met')
    const tx = new Transaction(store)
    const { frame } = links.seal(tx, link, content({ era: link.sendEra, number: link.nextSend }))
    links.put(tx, { ...link, nextSend: link.nextSend + 1 })
    await tx.commit()
    await store.close()
    return frame
  }

  async start(): Promise<void> {
    const store = await this.#open()
    const network = this.#hub.network(this.device)
    this.#workspace = new Workspace({
      ...{ store, network, record: this.record, mdns: false },
      clock: nodeClock(),
      random: nodeRandom(),
      logger: { log: (level, event) => void (level === 'error' && Promise.reject(new Error(event))) },
      peerIdOf: peerIdFromPeerKey,
      peerKey: peerKeyOf(network.peerId),
    })
    await this.#workspace.start(new AbortController().signal)
    await this.#workspace.networkStarted()
  }

  async stop(): Promise<void> {
    await this.#workspace?.stop()
    this.#workspace = undefined
  }

  contact(other: Person | ContactId): Contact | undefined {
    return this.w.contactBook.find(typeof other === 'string' ? other : other.id)
  }

  conversation(other: Person) {
    const conversation = this.w.conversationBook.withContact(other.id)
    if (!conversation) throw new Error('there is no conversation yet')
    return conversation
  }

  send(other: Person, text: string): Promise<Message> {
    return this.w.messages.send(this.conversation(other).id, text)
  }

  /** Oldest first, as the interface shows them. */
  async thread(other: Person): Promise<{ from: 'me' | 'them'; text: string; state: string }[]> {
    const views = new Views(this.w)
    const found = await this.w.conversationBook.messages(this.conversation(other).id, { limit: 10_000 })
    return found.toReversed().map((message) => {
      const { author, text, state } = views.message(message)
      return { from: author === 'me' ? 'me' : 'them', text, state }
    })
  }

  async texts(other: Person, from: 'me' | 'them'): Promise<string[]> {
    return (await this.thread(other)).filter((message) => message.from === from).map(({ text }) => text)
  }

  /** Resolves when the condition holds; it is asked again whenever something has happened here. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const { events } = this.w
    for (;;) {
      const news = Promise.withResolvers<void>()
      const stops = (['messageAdded', 'messageUpdated', 'contactUpdated', 'contactRemoved'] as const).map(
        (event) => events.on(event, () => news.resolve()),
      )
      try {
        if (await holds()) return
        await news.promise
      } finally {
        for (const stop of stops) stop()
      }
    }
  }

  untilAccepted(other: Person): Promise<void> {
    return this.until(() => this.contact(other)?.state === 'accepted')
  }

  untilDelivered(other: Person): Promise<void> {
    const delivered = (state: string) => state === 'delivered' || state === 'read'
    return this.until(async () =>
      (await this.thread(other)).every(({ from, state }) => from === 'them' || delivered(state)),
    )
  }

  untilTexts(other: Person, count: number): Promise<void> {
    return this.until(async () => (await this.texts(other, 'them')).length >= count)
  }
}

/** `a` asks, `b` accepts. */
export async function befriend(a: Person, b: Person, message?: string): Promise<void> {
  const asked = b.until(() => b.contact(a)?.state === 'pending')
  await a.w.contacts.add(b.link, undefined, message)
  await asked
  await b.w.contacts.accept(a.id)
  await a.untilAccepted(b)
}
