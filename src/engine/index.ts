import type { BridgeEvent, Reply } from '#contract/bridge.ts'
import { ApiCaller, Publisher } from '#engine/api/callers.ts'
import { createHandlers } from '#engine/api/handlers.ts'
import { publishEvents } from '#engine/api/publish.ts'
import type { Ports } from '#engine/ports/index.ts'
import { ProfileFolder } from '#engine/services/profile-folder.ts'
import { Profiles, type ProfilesComponents } from '#engine/services/profiles.ts'
import type { Workspace } from '#engine/services/workspace.ts'

export interface EngineInit {
  /** Folder of one profile; created with mode 0700 when it is missing. */
  readonly dataDir: string
  readonly ports: Ports
  /** Shown by `app.version`. */
  readonly appVersion: string
  /** Multiaddrs to listen on. @default all interfaces, IPv4 and IPv6, a port chosen once and kept */
  readonly listen?: readonly string[]
  /** Look for contacts on the local network. @default true */
  readonly mdns?: boolean
  /** Given by whoever started the host: unlocks at start and protects a profile that is created. */
  readonly passphrase?: string
}

/** One caller of the contract, with its own subscriptions. */
export interface Caller {
  /** Never rejects: errors are values. `params` is untrusted. */
  request(method: string, params: unknown): Promise<Reply>
  /** Events of the topics that this caller has subscribed to. */
  onEvent(listener: (event: BridgeEvent) => void): () => void
  close(): void
}

export interface Engine {
  /** Opens the profile where no passphrase is needed; `profile.status` answers before the network is up. */
  start(): Promise<void>
  /** Flushes and closes everything; idempotent. */
  stop(): Promise<void>
  connect(): Caller
}

/** Version of the wire protocol, docs/protocol. */
const PROTOCOL_VERSION = 1

/** The composition root: wires the modules together and does nothing else. */
export function createEngine(init: EngineInit): Engine {
  const { clock, random, logger, vault } = init.ports
  const publisher = new Publisher()
  const folder = new ProfileFolder(init.dataDir)

  const open: ProfilesComponents<Workspace>['open'] = async (dek, fresh, onFailure) => {
    const { openWorkspace } = await import('./open-workspace.ts')
    const { listen, mdns = true } = init
    const workspace = await openWorkspace({
      ...{ dek, fresh, onFailure, clock, random, logger, mdns },
      ...(listen && { listen }),
      database: folder.database,
    })
    workspace.beforeStop(publishEvents(workspace, publisher, clock))
    return workspace
  }
  const profiles = new Profiles<Workspace>({ folder, vault, clock, random, logger, open }, init.passphrase)
  const handlers = createHandlers({
    profiles,
    appVersion: init.appVersion,
    protocolVersion: PROTOCOL_VERSION,
  })

  return {
    start: () => profiles.start(),
    stop: () => profiles.stop(),
    connect: () => new ApiCaller({ publisher, handlers, logger }),
  }
}
