/** Start-up in the order of Electron: required modules, the app's main module to its very end, Chromium, `ready`. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { narrowCrypto } from './boringssl.mjs'

const SLOW_MAIN_MS = 10_000
const CHROME_VERSION = '156.0.0.0'

const require = createRequire(import.meta.url)
const itself = pathToFileURL(join(import.meta.dirname, 'electron.mjs')).href
registerHooks({
  resolve(specifier, context, next) {
    if (!/^electron(\/main|\/common)?$/.test(specifier)) return next(specifier, context)
    return { url: itself, format: 'module', shortCircuit: true }
  },
})

// Libraries decide by these whether they run inside Electron, and then take another path.
const version = JSON.parse(readFileSync(require.resolve('electron/package.json'), 'utf8')).version
Object.defineProperty(process.versions, 'electron', { value: version, enumerable: true })
Object.defineProperty(process.versions, 'chrome', { value: CHROME_VERSION, enumerable: true })
process.type = 'browser'
process.defaultApp = true
narrowCrypto()

const given = process.argv.slice(2)
if (given.includes('--version')) {
  process.stdout.write(`v${version} (stand-in)\n`)
  process.exit(0)
}

const { app } = await import('./app.mjs')
const { readArguments } = await import('./command-line.mjs')
const { host } = await import('./host.mjs')

const { requires, target } = readArguments(given)
const path = resolve(target)
if (!existsSync(path)) {
  process.stderr.write(`Unable to find Electron app at ${path}\n`)
  process.reallyExit(1)
}
const isFolder = statSync(path).isDirectory()
const appPath = isFolder ? path : dirname(path)
const manifest = readManifest(join(appPath, 'package.json'))
app.describe({
  name: manifest.productName ?? manifest.name ?? 'Electron',
  version: manifest.version ?? '0.0.0',
  appPath,
})
process.argv = [join(import.meta.dirname, 'electron'), ...given]

for (const file of requires) require(resolve(file))
const slow = setTimeout(() => {
  process.stderr.write(
    'Electron stand-in: the main module is still loading after 10 s. Electron emits `ready` only after it, ' +
      'so a top-level `await app.whenReady()` never returns.\n',
  )
}, SLOW_MAIN_MS)
await import(pathToFileURL(isFolder ? resolve(path, manifest.main ?? 'index.js') : path).href)
clearTimeout(slow)
try {
  await host.start()
} catch (error) {
  process.stderr.write(`Electron stand-in: ${error.message}\n`)
  process.reallyExit(1)
}
app.becomeReady()

function readManifest(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}
