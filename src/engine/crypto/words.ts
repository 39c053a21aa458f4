import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { Fault } from '#shared/fault.ts'
import { ROOT_BYTES, type Root, rootFromBytes } from './identity.ts'
import { expectBytes } from './sodium.ts'

export const RECOVERY_WORDS = 24
/** The longest word of the list has 8 letters; room for odd spacing and accents, and no more. */
const MAX_WORD_LENGTH = 32

/** The 24 words of the BIP39 English list that stand for the root, checksum included. */
export function rootToWords(root: Root): string[] {
  expectBytes(root, ROOT_BYTES)
  return entropyToMnemonic(new Uint8Array(root), wordlist).split(' ')
}

/** Takes the words in either case and with space around them. Throws `Fault('wrong-words')`. */
export function wordsToRoot(words: readonly string[]): Root {
  if (words.length !== RECOVERY_WORDS || words.some((word) => word.length > MAX_WORD_LENGTH)) {
    throw new Fault('wrong-words', `The recovery phrase has ${RECOVERY_WORDS} words.`)
  }
  const phrase = words.map((word) => word.normalize('NFKD').trim().toLowerCase()).join(' ')
  try {
    return rootFromBytes(mnemonicToEntropy(phrase, wordlist))
  } catch {
    throw new Fault('wrong-words', 'These are not the words of a recovery phrase, or not in their order.')
  }
}
