import type { Stream } from '@libp2p/interface'
import { BlockDecoder, FramingError } from '../length-prefix.ts'

/**
 * Reads one block and the end of the stream. Rejects with a FramingError when the peer broke the protocol (the stream
 * is aborted at once), with the signal's reason, or with an Error when the stream ended early.
 */
export function readOnlyBlock(
  stream: Stream,
  bounds: { readonly min: number; readonly max: number },
  signal: AbortSignal,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const decoder = new BlockDecoder(bounds)
    const blocks: Uint8Array[] = []
    const settle = (error: unknown) => {
      stream.removeEventListener('message', onMessage)
      stream.removeEventListener('end', onEnd)
      stream.removeEventListener('close', onClose)
      signal.removeEventListener('abort', onAbort)
      const [block] = blocks
      if (error === null && block !== undefined) resolve(block)
      else reject(error ?? new Error('the stream ended early'))
    }
    const onMessage = ({ data }: { data: Uint8Array | Iterable<Uint8Array> }) => {
      try {
        for (const chunk of data instanceof Uint8Array ? [data] : data) decoder.push(chunk, blocks)
        if (blocks.length > 1 || (blocks.length === 1 && decoder.partial)) {
          throw new FramingError('bytes after the only block')
        }
      } catch (error) {
        settle(error)
        stream.abort(new FramingError('framing'))
      }
    }
    const onEnd = () => settle(decoder.partial ? new Error('the stream ended early') : null)
    const onClose = ({ error }: { error?: Error }) => {
      if (error !== undefined) settle(error)
    }
    const onAbort = () => {
      settle(signal.reason)
      stream.abort(new Error('deadline'))
    }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    stream.addEventListener('end', onEnd)
    stream.addEventListener('close', onClose)
    stream.addEventListener('message', onMessage)
    if (stream.readableEnded) onEnd()
  })
}
