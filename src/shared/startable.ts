/**
 * One lifecycle for everything that holds a timer, socket or handle. Constructors only assign; `start` may be called
 * again after `stop`; `stop` is idempotent and leaves nothing running.
 *
 * Model: js-libp2p packages/interface/src/startable.ts
 */
export interface Startable {
  start(signal: AbortSignalLike): Promise<void>
  stop(): Promise<void>
}

/** The part of AbortSignal that every host has. */
export interface AbortSignalLike {
  readonly aborted: boolean
  throwIfAborted(): void
}
