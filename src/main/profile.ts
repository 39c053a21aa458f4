import { join } from 'node:path'

const DEFAULT_PROFILE = 'default'
/** A folder name on every file system, and nothing that could lead out of its parent. */
const PROFILE_NAME = /^[a-z0-9-]{1,32}$/

/**
 * The profile that `--profile=NAME` or `--profile NAME` chooses: lower-case letters, digits and hyphens, at most 32.
 * Undefined if the name is not one.
 */
export function readProfileName(argv: readonly string[]): string | undefined {
  const at = argv.findLastIndex((argument) => argument === '--profile' || argument.startsWith('--profile='))
  if (at < 0) return DEFAULT_PROFILE
  const argument = argv[at] ?? ''
  const name = argument === '--profile' ? argv[at + 1] : argument.slice('--profile='.length)
  return name !== undefined && PROFILE_NAME.test(name) ? name : undefined
}

/** Every profile has a folder of its own, so that two of them can run side by side and share nothing. */
export function profileFolder(base: string, name: string): string {
  return join(base, 'profiles', name)
}
