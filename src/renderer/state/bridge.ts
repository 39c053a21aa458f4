import type { Bridge } from '#contract/bridge.ts'
import { BRIDGE_KEY } from '#contract/manifest.ts'
import { checkSession, dropToken, hasToken, protocolOf, takeToken } from './session.ts'
import { createWebBridge } from './web-bridge.ts'

/** The only reader of what the preload exposes. */
function preloaded(): Bridge | undefined {
  const value: unknown = Reflect.get(window, BRIDGE_KEY)
  const usable = typeof value === 'object' && value !== null && 'request' in value && 'onEvent' in value
  return usable ? (value as Bridge) : undefined
}

/** The bridge to the engine, or null where the host does not know this page. `onDenied` may follow later. */
export async function openBridge(onDenied: () => void): Promise<Bridge | null> {
  const given = preloaded()
  if (given) return given
  // Another address entered into the same tab changes only the fragment, which loads nothing by itself.
  window.addEventListener('hashchange', () => hasToken(window) && location.reload())
  const token = takeToken(window)
  if (token === null) return null
  const session = async () => {
    const state = await checkSession(token)
    if (state === 'denied') dropToken(window)
    return state
  }
  if ((await session()) === 'denied') return null
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return createWebBridge({
    connect: () => new WebSocket(`${scheme}//${location.host}/rpc`, protocolOf(token)),
    session,
    onDenied,
  })
}
