import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

/** 0 (guessed at once) to 4 (beyond anybody's reach). */
export type Strength = 0 | 1 | 2 | 3 | 4

let factory: Promise<ZxcvbnFactory> | undefined

/** The estimator and its word lists are loaded when somebody first types a passphrase. */
function load(): Promise<ZxcvbnFactory> {
  factory ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([core, common]) =>
      new core.ZxcvbnFactory({
        dictionary: common.dictionary,
        graphs: common.adjacencyGraphs,
        maxLength: 128,
      }),
  )
  return factory
}

/** `known`: words that an attacker would try first, such as the person's own name. */
export async function passphraseStrength(passphrase: string, known: readonly string[]): Promise<Strength> {
  const zxcvbn = await load()
  return zxcvbn.check(passphrase, [...known, 'sotto']).score
}
