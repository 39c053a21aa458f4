/** Between two signals that mean the same: a terminal tells the whole group, and a wrapper passes on what it gets. */
const ECHO_MS = 1000

/** Aborted when the process is asked to end. Whoever asks again later does not want to wait. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  let first = 0
  const asked = () => {
    if (!controller.signal.aborted) {
      first = performance.now()
      controller.abort()
    } else if (performance.now() - first > ECHO_MS) {
      process.exit(130)
    }
  }
  process.on('SIGTERM', asked)
  process.on('SIGINT', asked)
  process.on('SIGHUP', asked)
  return controller.signal
}
