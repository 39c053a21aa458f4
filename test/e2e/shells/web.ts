import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser } from '@playwright/test'
import type { Instance, Launch } from './shell.ts'

/** `sotto web` as a person starts it, and a browser of its own that opens the address that it prints. */
export async function launchWeb(launch: Launch, browser: Browser): Promise<Instance> {
  const listen = launch.listen.flatMap((address) => ['--listen', address])
  const host = spawn(
    process.execPath,
    [
      'bin/sotto.mjs',
      'web',
      '--data',
      join(launch.dir, launch.profile),
      '--port',
      '0',
      '--no-mdns',
      ...listen,
    ],
    {
      env: {
        ...process.env,
        ...(launch.passphrase !== undefined && { SOTTO_PASSPHRASE: launch.passphrase }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const log: string[] = []
  const gone = once(host, 'exit')
  const address = new Promise<string>((found, failed) => {
    void gone.then(() => failed(new Error(`sotto web ended before it was ready\n${log.join('')}`)))
    for (const stream of [host.stdout, host.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        log.push(`${line}\n`)
        const match = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)
        if (match) found(match[0])
      })
    }
  })
  const context = await browser.newContext()
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    host.kill(signal)
    await Promise.all([gone, context.close()])
  }
  try {
    const page = await context.newPage()
    await page.goto(await address)
    return {
      page,
      dir: launch.dir,
      log: () => log.join(''),
      close: () => end('SIGTERM'),
      kill: () => end('SIGKILL'),
    }
  } catch (error) {
    await end('SIGKILL')
    throw error
  }
}
