import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findBrowser } from '../find-browser.ts'
import { app } from './app.mjs'
import { Cdp } from './cdp.mjs'
import { chromiumSwitches, commandLine } from './command-line.mjs'
import { HOST_SUFFIX, serveSchemes } from './protocol.mjs'
import { debug } from './support.mjs'
import { windows } from './windows.mjs'

const STOP_MS = 3000

/** The Chromium that shows the windows: one process per app, its profile inside the userData folder. */
class Host {
  cdp
  #process
  #server
  #stopping = false
  #pidFile = ''

  async start() {
    if (app.exiting) return new Promise(() => {}) // a second instance that is about to end needs no browser
    const browser = await findBrowser()
    if (!browser) throw new Error('no Chromium found: install one, or name it in SOTTO_CHROMIUM')
    const profile = join(app.getPath('userData'), 'standin-chromium')
    mkdirSync(profile, { recursive: true })
    this.#pidFile = join(profile, 'standin.pid')
    await endPredecessor(this.#pidFile, profile)
    this.#server = await serveSchemes()

    const child = spawn(browser, this.#arguments(profile), {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    })
    this.#process = child
    app.stopBrowser = () => this.#stop()
    writeFileSync(this.#pidFile, String(child.pid))
    const ended = new Promise((_, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}`)))
    })
    ended.catch(() => this.#onEnd())

    this.cdp = new Cdp(child.stdio[3], child.stdio[4])
    this.cdp.on('Target.targetDestroyed', ({ targetId }) => windows.byTarget(targetId)?.onGone())
    this.cdp.on('Target.targetCreated', ({ targetInfo }) => this.#closePopup(targetInfo))
    await Promise.race([
      ended,
      Promise.all([
        this.#announce(child.stderr),
        this.cdp.send('Target.setDiscoverTargets', { discover: true }),
      ]),
    ])
  }

  async #stop() {
    this.#stopping = true
    const child = this.#process
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await this.cdp.send('Browser.close').catch(() => {})
      await ended
      clearTimeout(timer)
    }
    rmSync(this.#pidFile, { force: true })
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #arguments(profile) {
    const { port } = this.#server.address()
    const debugPort = commandLine.hasSwitch('remote-debugging-port')
      ? [`--remote-debugging-port=${commandLine.getSwitchValue('remote-debugging-port') || '0'}`]
      : []
    // Chromium's own sandbox refuses to run as root, which containers do.
    const asRoot = process.getuid?.() === 0 && !commandLine.hasSwitch('no-sandbox')
    return [
      '--remote-debugging-pipe',
      ...debugPort,
      `--user-data-dir=${profile}`,
      '--headless=new',
      '--no-startup-window',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-gpu',
      '--hide-scrollbars',
      '--password-store=basic',
      '--mute-audio',
      // Custom schemes go to the loopback server, everything else nowhere: no test can reach the network.
      `--host-resolver-rules=MAP *.${HOST_SUFFIX} 127.0.0.1:${port},MAP * ~NOTFOUND,EXCLUDE 127.0.0.1`,
      ...(asRoot ? ['--no-sandbox'] : []),
      ...chromiumSwitches(),
    ]
  }

  /** Passes on the line that Playwright waits for; resolves at once when nobody asked for a debugging port. */
  #announce(stderr) {
    const announced = Promise.withResolvers()
    if (!commandLine.hasSwitch('remote-debugging-port')) announced.resolve()
    createInterface({ input: stderr }).on('line', (line) => {
      debug('chromium:', line)
      if (!line.startsWith('DevTools listening on ws:')) return
      process.stderr.write(`\n${line}\n`)
      announced.resolve()
    })
    return announced.promise
  }

  /** No popup is ever allowed, so each page that a page has opened is closed. */
  #closePopup({ type, openerId, targetId }) {
    if (type !== 'page' || !openerId || !windows.byTarget(openerId)) return
    const close = async () => {
      const { sessionId } = await this.cdp.send('Target.attachToTarget', { targetId, flatten: true })
      // Playwright halts new pages until it has looked at them, and a page that ends while it is halted would halt
      // its opener for ever.
      await this.cdp.send('Runtime.runIfWaitingForDebugger', {}, sessionId)
      await this.cdp.send('Page.close', {}, sessionId)
    }
    void close().catch((error) => debug(error.message))
  }

  #onEnd() {
    if (this.#stopping) return
    for (const window of windows.all()) window.onGone()
  }
}

export const host = new Host()

/**
 * Chromium ends by itself when its stand-in is killed, but it takes a moment, and two of them must not share a
 * profile. Waits for that end, and hastens it.
 */
async function endPredecessor(pidFile, profile) {
  for (;;) {
    let pid
    try {
      pid = Number(readFileSync(pidFile, 'utf8'))
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile)) return
      process.kill(pid, 'SIGKILL')
    } catch {
      return // no predecessor, or it has ended
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
