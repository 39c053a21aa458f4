import { crashFacts, errorCode } from '#engine/ports/crash.ts'
import { Fault } from '#shared/fault.ts'
import { HostError } from './host-error.ts'

/** What went wrong at the start, in one line that names no content. */
export function failureLine(error: unknown): string {
  if (error instanceof HostError || error instanceof Fault) return error.message
  switch (errorCode(error)) {
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
