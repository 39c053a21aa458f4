import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { Reply } from '#contract/bridge.ts'
import { methods } from '#contract/contract.ts'
import type { ErrorCode } from '#contract/errors.ts'
import { EVENT_CHANNEL, METHOD_NAMES, REQUEST_CHANNEL, type MethodName } from '#contract/manifest.ts'
import type { Caller, Engine } from '#engine/index.ts'
import type { Logger } from '#engine/ports/index.ts'
import { Fault } from '#shared/fault.ts'
import { APP_ORIGIN } from './security/app-protocol.ts'

export interface BridgeHostComponents {
  /** Requests wait for it; if it rejects, each of them is answered with the reason. */
  readonly engine: Promise<Engine>
  readonly logger: Logger
}

/** Mounts the contract on Electron's IPC: one caller of the engine for each window. */
export class BridgeHost {
  readonly #engine: Promise<Engine>
  readonly #logger: Logger
  readonly #callers = new Map<WebContents, Promise<Caller>>()

  constructor(components: BridgeHostComponents) {
    this.#engine = components.engine
    this.#logger = components.logger
  }

  start(): void {
    this.#engine.catch((error: unknown) => {
      const code = error instanceof Fault ? error.code : 'internal'
      this.#logger.log('error', 'engine-start-failed', { code })
    })
    ipcMain.handle(REQUEST_CHANNEL, (event, method: unknown, params: unknown) =>
      this.#answer(event, method, params),
    )
  }

  /** Lets the page of this window use the engine, until the window is closed. */
  attach(window: BrowserWindow): void {
    const contents = window.webContents
    const caller = this.#engine.then((engine) => {
      const connected = engine.connect()
      connected.onEvent((event) => {
        if (!contents.isDestroyed()) contents.send(EVENT_CHANNEL, event)
      })
      return connected
    })
    // Each request is told why the engine did not start; a page that asks nothing is no crash.
    caller.catch(() => undefined)
    this.#callers.set(contents, caller)
    window.once('closed', () => {
      this.#callers.delete(contents)
      void caller.then((connected) => connected.close()).catch(() => undefined)
    })
  }

  async #answer(event: IpcMainInvokeEvent, method: unknown, params: unknown): Promise<Reply> {
    const caller = this.#callers.get(event.sender)
    if (!caller || !isMainFrameOfApp(event)) {
      this.#logger.log('warn', 'sender-refused')
      return refusal('invalid', 'This page may not use Sotto.')
    }
    if (!isMethodName(method)) return refusal('unknown-method', 'There is no such method.')
    const size = jsonBytes(params)
    if (size === undefined) return refusal('invalid', 'The parameters are not plain values.')
    if (size > methods[method].maxBytes) return refusal('too-large', 'The request is too large.')
    try {
      return await (await caller).request(method, params)
    } catch (error) {
      if (error instanceof Fault) return refusal(error.code, error.message)
      return refusal('internal', 'Sotto could not start. Restarting may help.')
    }
  }
}

const METHODS: ReadonlySet<unknown> = new Set(METHOD_NAMES)

function isMethodName(value: unknown): value is MethodName {
  return METHODS.has(value)
}

/** A frame within the page, or a page from elsewhere, has no say even in a window of ours. */
function isMainFrameOfApp({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === APP_ORIGIN
}

/** Undefined for what has no JSON form; structured clone lets more through than the contract carries. */
function jsonBytes(value: unknown): number | undefined {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? '')
  } catch {
    return undefined
  }
}

function refusal(code: ErrorCode, message: string): Reply {
  return { ok: false, error: { code, message } }
}
