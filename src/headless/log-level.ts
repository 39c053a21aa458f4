import type { LogLevel } from '#engine/ports/index.ts'
import { UsageError } from './host-error.ts'

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** @throws UsageError when SOTTO_LOG is set to something else than a level. */
export function logLevel(value: string | undefined): LogLevel {
  if (value === undefined || value === '') return 'warn'
  const level = LEVELS.find((name) => name === value)
  if (level === undefined) throw new UsageError('SOTTO_LOG takes debug, info, warn or error')
  return level
}
