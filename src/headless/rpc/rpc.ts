import type { Readable, Writable } from 'node:stream'
import type { Engine } from '#engine/index.ts'
import { stopEngine } from '../host.ts'
import { HostError } from '../host-error.ts'
import { MAX_REQUEST_BYTES, rpcSession, type RpcSession } from '../rpc-session.ts'
import { wakeable, within } from '../waiting.ts'
import { LineSplitter, type Line } from './line-splitter.ts'
import { lineWriter, type LineWriterInit } from './line-writer.ts'

/** How long requests that run, and a reader that is slow, may hold up the end. */
const GRACE_MS = 10_000
const MAX_RUNNING = 128

export interface RpcIo {
  readonly input: Readable
  readonly output: Writable
  /** Aborted when the process was asked to end. */
  readonly signal: AbortSignal
  readonly maxWaitingBytes?: LineWriterInit['maxWaitingBytes']
}

/**
 * Serves the contract on a pair of byte streams until the input ends, the reader of the output is gone, or the signal
 * is aborted; then finishes what runs and stops the engine.
 */
export async function serveRpc(engine: Engine, io: RpcIo): Promise<void> {
  const { input, output } = io
  const reading = new AbortController()
  const pause = wakeable()
  const stop = () => {
    reading.abort()
    pause.wake()
  }
  let stalled = false
  const writer = lineWriter({
    out: output,
    onGone: stop,
    onDrain: pause.wake,
    onStalled() {
      stalled = true
      stop()
    },
    ...(io.maxWaitingBytes === undefined ? {} : { maxWaitingBytes: io.maxWaitingBytes }),
  })
  io.signal.addEventListener('abort', stop)
  if (io.signal.aborted) stop()
  const session = rpcSession({
    caller: engine.connect(),
    send: writer.write,
    onRoom: pause.wake,
    maxRunning: MAX_RUNNING,
  })
  const full = () => !reading.signal.aborted && !(writer.flowing && session.hasRoom)
  try {
    for await (const line of lines(input, reading.signal)) {
      take(session, line)
      while (full()) await pause.wait()
    }
    if (!stalled) await within(GRACE_MS, session.idle())
  } finally {
    io.signal.removeEventListener('abort', stop)
    session.close()
    await stopEngine(engine)
  }
  if (stalled) throw new HostError('the reader of the output has stalled')
  await within(GRACE_MS, writer.flush())
}

function take(session: RpcSession, line: Line): void {
  if (line.kind === 'too-long') session.refuseTooLarge()
  // Text that is not UTF-8 is not JSON either, and is answered as such.
  else session.receive(line.text ?? '', line.bytes)
}

async function* lines(input: Readable, signal: AbortSignal): AsyncGenerator<Line> {
  const splitter = new LineSplitter(MAX_REQUEST_BYTES)
  for await (const chunk of chunks(input, signal)) {
    for (const line of splitter.push(chunk)) {
      if (signal.aborted) return
      yield line
    }
  }
  if (!signal.aborted) yield* splitter.end()
}

/** The bytes of a stream until it ends or the signal is aborted; a stream that breaks has ended. */
async function* chunks(input: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const destroy = () => input.destroy()
  signal.addEventListener('abort', destroy)
  if (signal.aborted) destroy()
  try {
    for await (const chunk of input) yield chunk as Uint8Array
  } catch {
    // Reset, closed or destroyed: there is nothing more to read.
  } finally {
    signal.removeEventListener('abort', destroy)
  }
}
