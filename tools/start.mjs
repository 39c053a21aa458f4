// `npm start`: builds what is missing and opens the app; where Electron cannot open a window, the same interface in a
// browser. Plain JavaScript without dependencies, because the Node that starts it may be an old one.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findNode, NODE_MISSING } from '../bin/node24.mjs'
import { runInPlace } from '../bin/run-in-place.mjs'
import { buildIfStale, ROOT } from './lib/build.mjs'
import { hasDisplay, obtainElectron } from './lib/electron.mjs'

const USAGE = 'npm start -- [--profile NAME | --data DIR] [--port PORT] [--web]'

const options = readOptions()
if (options.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}
endWithNpm()
if (!existsSync(join(ROOT, 'node_modules/electron-vite'))) fail('the dependencies are missing: npm ci')
buildIfStale(findNode() ?? process.execPath)

const electron = options.web ? { reason: 'asked for with --web' } : await obtainElectron()
if ('path' in electron) {
  const profile = options.profile === undefined ? [] : [`--profile=${options.profile}`]
  if (options.data !== undefined) process.env.SOTTO_USER_DATA = resolve(options.data)
  process.chdir(ROOT)
  runInPlace(electron.path, ['.', ...profile], { tied: false })
} else {
  const doing = hasDisplay() ? 'Opening Sotto in the browser' : 'Serving Sotto for a browser'
  process.stderr.write(`${doing}: ${electron.reason}.\n`)
  const node = findNode() ?? fail(NODE_MISSING)
  const args = ['web']
  for (const name of ['profile', 'data', 'port']) {
    if (options[name] !== undefined) args.push(`--${name}`, options[name])
  }
  if (hasDisplay()) args.push('--open')
  runInPlace(node, [join(ROOT, 'bin/sotto.mjs'), ...args], { tied: true })
}

/** npm passes a signal on to its shell and no further; without this Sotto would go on when `npm start` was ended. */
function endWithNpm() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  watch.unref()
}

function readOptions() {
  const text = { type: 'string' }
  try {
    const known = {
      profile: text,
      data: text,
      port: text,
      web: { type: 'boolean' },
      help: { type: 'boolean' },
    }
    const { values } = parseArgs({ options: known })
    if (values.profile !== undefined && values.data !== undefined)
      throw new Error('give --profile or --data, not both')
    return values
  } catch (error) {
    return fail(`${error.message.split('. ')[0]}\n${USAGE}`, 2)
  }
}

function fail(reason, status = 1) {
  process.stderr.write(`sotto: ${reason}\n`)
  process.exit(status)
}
