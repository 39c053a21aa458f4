/** A start that cannot succeed, told in one plain line on stderr; the process then exits with status 1. */
export class HostError extends Error {
  override readonly name = 'HostError'
}

/** The command line itself is wrong: the usage is shown and the process exits with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
