/** What every host on Node does with an error that nobody expected: it says what may be said, and ends. */

/**
 * Class, code and place of an error. Its message is left out: an error deep inside a library may quote what it was
 * given. Of the place only the file's own name is kept, since the folders above it may name a person.
 */
export function crashFacts(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const frame = /\n\s+at .*?([^\s/\\(]+:\d+:\d+)\)?(?:\n|$)/.exec(error.stack ?? '')?.[1]
  return [error.name, errorCode(error), frame && `at ${frame}`].filter(Boolean).join(' ')
}

/** The code of an error of Node, as EACCES; undefined for all that does not look like one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[\w-]{1,40}$/.test(error.code) ? error.code : undefined
}

/**
 * From now on an error that nobody caught ends the process with status 1 and one line of facts on stderr, and without
 * Node's and Electron's own reports, which show the message. What was told to anybody is on the disk, so going on in
 * an unknown state could only make things worse. Returns the same end for errors that a host did catch.
 */
export function exitOnCrash(): (error: unknown) => void {
  let crashed = false
  const crash = (error: unknown): void => {
    if (crashed) return // Electron may need a moment to end
    crashed = true
    process.stderr.write(`sotto: internal error: ${crashFacts(error)}\n`)
    process.exit(1)
  }
  // Nobody reads what is logged any more, as when a terminal was closed: no reason to end.
  process.stderr.on('error', () => undefined)
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  return crash
}
