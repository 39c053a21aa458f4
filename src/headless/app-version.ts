import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** From package.json, which lies two folders up from this source and from the built file alike. */
export function appVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return version
}
