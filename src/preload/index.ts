import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { Bridge, BridgeEvent, Reply } from '#contract/bridge.ts'
import { BRIDGE_KEY, EVENT_CHANNEL, METHOD_NAMES, REQUEST_CHANNEL } from '#contract/manifest.ts'

const METHODS: ReadonlySet<string> = new Set(METHOD_NAMES)

const refusal = (code: 'invalid' | 'unknown-method', message: string): Reply => ({
  ok: false,
  error: { code, message },
})

/** All that the page gets of the desktop: two channels, no Electron object and no event of Electron's. */
const bridge: Bridge = {
  host: 'electron',

  async request(method, params): Promise<Reply> {
    if (!METHODS.has(method)) return refusal('unknown-method', 'There is no such method.')
    try {
      return (await ipcRenderer.invoke(REQUEST_CHANNEL, method, params)) as Reply
    } catch {
      return refusal('invalid', 'The parameters are not plain values.')
    }
  },

  onEvent(listener) {
    const receive = (_event: IpcRendererEvent, event: BridgeEvent): void => listener(event)
    ipcRenderer.on(EVENT_CHANNEL, receive)
    return () => void ipcRenderer.removeListener(EVENT_CHANNEL, receive)
  },

  /** The engine is in the same app: there is no connection that could be lost. */
  onConnection: () => () => undefined,
}

contextBridge.exposeInMainWorld(BRIDGE_KEY, bridge)
