import type { ErrorBody } from './errors.ts'
import type { MethodName, TopicName } from './manifest.ts'

/** Errors are values here: over IPC and WebSocket a thrown error would lose its code. */
export type Reply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: ErrorBody }

export interface BridgeEvent {
  readonly topic: TopicName
  readonly seq: number
  readonly payload: unknown
}

/**
 * What a host mounts the contract on and an interface talks to: the preload exposes one on Electron, the renderer
 * builds one over a WebSocket for `sotto web`. It carries plain JSON values and validates nothing; both ends do.
 */
export interface Bridge {
  readonly host: 'electron' | 'web'
  request(method: MethodName, params: unknown): Promise<Reply>
  /** Events of all topics that were subscribed to by `events.subscribe`. Returns the way to stop. */
  onEvent(listener: (event: BridgeEvent) => void): () => void
  /** The connection to the engine: lost and found again (`sotto web` only; never on Electron). */
  onConnection(listener: (connected: boolean) => void): () => void
}
