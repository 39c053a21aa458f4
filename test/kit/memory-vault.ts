import type { KeyVault } from '#engine/ports/index.ts'

/** A key store that forgets everything with the test. */
export function memoryVault(kind: Awaited<ReturnType<KeyVault['kind']>>): KeyVault {
  let secret: Uint8Array | undefined
  return {
    kind: () => Promise.resolve(kind),
    load: () => Promise.resolve(secret),
    store: (given) => {
      secret = given.slice()
      return Promise.resolve()
    },
    clear: () => {
      secret = undefined
      return Promise.resolve()
    },
  }
}
