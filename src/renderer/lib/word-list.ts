let list: Promise<ReadonlySet<string>> | undefined

/** The 2,048 words that recovery phrases are made of; loaded when somebody recovers a profile. */
export function knownWords(): Promise<ReadonlySet<string>> {
  list ??= import('@scure/bip39/wordlists/english.js').then(({ wordlist }) => new Set(wordlist))
  return list
}
