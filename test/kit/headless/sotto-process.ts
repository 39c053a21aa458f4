import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

const DOUBLE = join(import.meta.dirname, 'sotto-double.ts')

export interface SottoProcess {
  readonly child: ChildProcessWithoutNullStreams
  /** Lines of stdout as they come. */
  readonly lines: AsyncIterator<string>
  /** The next line of stdout, parsed. */
  next(): Promise<Record<string, unknown>>
  send(...requests: readonly unknown[]): void
  /** Status or signal, once the process has ended and its streams are closed. */
  readonly ended: Promise<number | string>
  stderr(): string
}

/** Starts the `sotto` command around an engine double. */
export function startSotto(args: readonly string[], env: Record<string, string> = {}): SottoProcess {
  return follow(spawn(process.execPath, [DOUBLE, ...args], { env: { ...process.env, ...env } }))
}

export function follow(child: ChildProcessWithoutNullStreams): SottoProcess {
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    lines,
    async next() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`stdout ended; stderr: ${stderr}`)
      return JSON.parse(value) as Record<string, unknown>
    },
    send(...requests) {
      for (const request of requests) child.stdin.write(`${JSON.stringify(request)}\n`)
    },
    ended: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string),
    stderr: () => stderr,
  }
}

export function request(id: number | string, method: string, params?: unknown): object {
  return { jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) }
}
