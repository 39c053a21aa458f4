import { createRecordCipher, type Dek } from '#engine/crypto/index.ts'
import { createLibp2pNetwork, peerIdFromKey, peerIdFromPeerKey, peerKeyOf } from '#engine/net/index.ts'
import type { Clock, Logger, Random } from '#engine/ports/index.ts'
import { Workspace } from '#engine/services/workspace.ts'
import { ProfileStore } from '#engine/store/index.ts'
import { openDatabase } from '#engine/store/open.ts'
import { RecordStore } from '#engine/store/record-store.ts'
import type { ProfileRecord } from '#engine/wire/records.ts'
import { Fault } from '#shared/fault.ts'
import { keptPorts, portsOf } from './listen.ts'

export interface OpenWorkspaceInit {
  readonly database: string
  readonly dek: Dek
  /** Stored first when the profile is new. */
  readonly fresh: ProfileRecord | undefined
  readonly onFailure: () => void
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly listen?: readonly string[]
  readonly mdns: boolean
}

/** Opens the database and starts the services and the network of an unlocked profile. */
export async function openWorkspace(init: OpenWorkspaceInit): Promise<Workspace> {
  const { clock, random, logger, mdns } = init
  const db = await openDatabase(init.database)
  const cipher = createRecordCipher(init.dek, (length) => random.bytes(length))
  const store = new ProfileStore(new RecordStore(db, cipher, init.onFailure))
  try {
    const record = await profileRecord(store, init.fresh)
    const peerId = peerIdFromKey(record.peerKey)
    const network = createLibp2pNetwork({
      privateKey: record.peerKey,
      listen: keptPorts(init.listen, record.ports),
      mdns,
      log: (event, facts) => logger.log('info', event, facts),
    })
    const workspace = new Workspace({
      ...{ store, record, network, clock, random, logger, mdns },
      peerIdOf: peerIdFromPeerKey,
      peerKey: peerKeyOf(peerId),
    })
    await workspace.start(new AbortController().signal)
    void workspace.networkStarted().then(() => keepPorts(store, record, network.multiaddrs()))
    return workspace
  } catch (error) {
    await store.close()
    throw error
  }
}

async function profileRecord(store: ProfileStore, fresh: ProfileRecord | undefined): Promise<ProfileRecord> {
  if (fresh) {
    const batch = store.batch()
    store.putProfile(batch, fresh)
    await store.commit(batch)
  }
  const record = store.profile()
  if (!record) throw new Fault('storage', 'The data of this profile is incomplete.')
  return record
}

/** The port that was chosen at the first start is taken again, so that the addresses others know stay good. */
async function keepPorts(
  store: ProfileStore,
  record: ProfileRecord,
  multiaddrs: readonly string[],
): Promise<void> {
  const ports = portsOf(multiaddrs)
  if (ports.length === 0 || ports.join() === record.ports.join()) return
  const batch = store.batch()
  store.putProfile(batch, { ...record, ports })
  await store.commit(batch).catch(() => undefined)
}
