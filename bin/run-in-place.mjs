import { spawn } from 'node:child_process'
import { TIE } from './tie.mjs'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP']

/**
 * Runs a program in place of this one: it has this process's streams, gets its signals, and gives its exit status. It
 * ends at once when this process does, even by SIGKILL, because the channel between the two closes then.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ tied: boolean }} options `tied`: the program calls `endWithParent`
 */
export function runInPlace(command, args, { tied }) {
  const child = spawn(command, args, {
    stdio: ['inherit', 'inherit', 'inherit', ...(tied ? ['ipc'] : [])],
    env: tied ? { ...process.env, [TIE]: '1' } : process.env,
  })
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`sotto: ${command} does not start (${error.code})\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    for (const each of SIGNALS) process.removeAllListeners(each)
    process.kill(process.pid, signal)
  })
}
