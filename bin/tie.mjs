/** Set for a process that ends with the one that started it. */
export const TIE = 'SOTTO_TIED'

/** The other end of `runInPlace`: no more work is done for a parent that is gone. */
export function endWithParent() {
  const tied = process.env[TIE] !== undefined
  delete process.env[TIE]
  if (!tied || process.channel === undefined) return
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel.unref()
}
