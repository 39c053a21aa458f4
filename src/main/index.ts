import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, safeStorage } from 'electron'
import { exitOnCrash } from '#engine/ports/crash.ts'
import { nodeClock, nodeRandom, stderrLogger } from '#engine/ports/node.ts'
import { OsVault } from './adapters/os-vault.ts'
import { BridgeHost } from './bridge-host.ts'
import { EngineHost } from './engine-host.ts'
import { readLaunchOptions } from './launch-options.ts'
import { setApplicationMenu } from './menu.ts'
import { profileFolder, readProfileName } from './profile.ts'
import { registerAppScheme, serveInterface } from './security/app-protocol.ts'
import { lockDownPages } from './security/lock-down.ts'
import { bringToFront, createMainWindow, loadInterface } from './windows/main-window.ts'

const crash = exitOnCrash()
const logger = stderrLogger()
const options = readLaunchOptions(process.env, app.isPackaged)

function openProfile(name: string): void {
  const folder = profileFolder(options.userData ?? app.getPath('userData'), name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
  // The lock belongs to the folder, so every profile has its own.
  if (!app.requestSingleInstanceLock()) return app.quit()

  const engineHost = new EngineHost({
    dataDir: join(folder, 'data'),
    appVersion: app.getVersion(),
    ports: {
      clock: nodeClock(),
      random: nodeRandom(),
      logger,
      vault: new OsVault({ safeStorage }, { file: join(folder, 'key.sealed') }),
    },
    ...options.engine,
  })
  registerAppScheme()
  quitInOrder(engineHost)
  // An `await` here would never end: Electron is ready only after this module (electron/electron#40719).
  app
    .whenReady()
    .then(() => openWindow(engineHost))
    .catch(crash)
}

async function openWindow(engineHost: EngineHost): Promise<void> {
  lockDownPages(logger)
  setApplicationMenu()
  await serveInterface(join(import.meta.dirname, '../renderer'))
  const window = createMainWindow(join(import.meta.dirname, '../preload/index.cjs'))
  app.on('second-instance', () => bringToFront(window))

  const loading = loadInterface(window)
  const bridge = new BridgeHost({ engine: engineHost.start(), logger })
  bridge.start()
  bridge.attach(window)
  await loading
}

/** The engine closes its database before the process ends, however the app is quit. */
function quitInOrder(engineHost: EngineHost): void {
  let stopped = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (stopped) return
    event.preventDefault()
    void engineHost.stop().then(() => {
      stopped = true
      app.quit()
    })
  })
}

const profile = readProfileName(process.argv)
if (profile === undefined) {
  process.stderr.write('sotto: --profile takes 1 to 32 lower-case letters, digits and hyphens\n')
  app.exit(2)
} else {
  openProfile(profile)
}
