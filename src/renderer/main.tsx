import { createRoot } from 'react-dom/client'
import { App, Denied } from './app/app.tsx'
import { createAppState, type AppState } from './state/app-state.ts'
import { openBridge } from './state/bridge.ts'
import { createClient } from './state/client.ts'
import './tokens/fonts.css'
import './tokens/tokens.css'
import './tokens/base.css'

async function start(): Promise<void> {
  const element = document.getElementById('root')
  if (!element) return
  const root = createRoot(element)
  let state: AppState | undefined
  const bridge = await openBridge(() => state?.deny())
  if (!bridge) return root.render(<Denied />)
  state = createAppState(createClient(bridge))
  root.render(<App state={state} />)
  await state.enter()
}

void start()
