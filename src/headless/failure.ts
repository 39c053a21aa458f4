import { Fault } from '#shared/fault.ts'
import { HostError } from './host-error.ts'

/** What went wrong at the start, in one line that names no content. */
export function failureLine(error: unknown): string {
  if (error instanceof HostError || error instanceof Fault) return error.message
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return 'the data folder cannot be written to'
    case 'ENOSPC':
      return 'the disk is full'
    default:
      return `internal error: ${crashFacts(error)}`
  }
}

/**
 * Class, code and place of an error. Its message is left out: an error deep inside a library may quote what it was
 * given. Of the place only the file's own name is kept, since the folders above it may name a person.
 */
export function crashFacts(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const frame = /\n\s+at .*?([^\s/\\(]+:\d+:\d+)\)?(?:\n|$)/.exec(error.stack ?? '')?.[1]
  return [error.name, codeOf(error), frame && `at ${frame}`].filter(Boolean).join(' ')
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[\w-]{1,40}$/.test(error.code) ? error.code : undefined
}
