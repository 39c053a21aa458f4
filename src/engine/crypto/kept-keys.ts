import { u32be } from '#shared/bytes.ts'
import { RatchetError } from './errors.ts'
import type { ChainKey, MessageKey } from './keys.ts'
import { messageKey, nextChainKey } from './ratchet-keys.ts'
import type { KeptChain } from './session-state.ts'

/** Most messages that one message may skip in a chain. */
export const MAX_SKIP = 1000
/** Most message keys held for one session; beyond it the oldest are given up. */
export const MAX_KEPT_KEYS = 2000
/** Earlier chains with held keys, and as many again whose header key only serves to recognise duplicates. */
export const MAX_OLD_CHAINS = 5
/** A held key is given up after this time: longer than the 14 days a message may wait in a mailbox. */
export const KEPT_KEY_MS = 21 * 24 * 3_600_000

/** The caller's held keys, with all earlier changes made. `chain` is a 4-byte name, unique within the session. */
export type KeptKeyLookup = (chain: Uint8Array, n: number) => Uint8Array | undefined

/** What the caller changes in its held keys, in the same write as the session. */
export interface KeptKeyChanges {
  readonly put: readonly { readonly chain: Uint8Array; readonly n: number; readonly key: MessageKey }[]
  readonly remove: readonly { readonly chain: Uint8Array; readonly n: number }[]
}

export type MutableChanges = {
  readonly [K in keyof KeptKeyChanges]: KeptKeyChanges[K][number][]
}

export function noChanges(): MutableChanges {
  return { put: [], remove: [] }
}

export function chainName(index: number): Uint8Array {
  return u32be(index)
}

/** Chain key for message `to`, with the keys of all before it put aside. */
export function skipTo(
  chain: { readonly index: number; readonly n: number; readonly key: ChainKey },
  to: number,
  changes: MutableChanges,
): ChainKey {
  if (to - chain.n > MAX_SKIP) throw new RatchetError('too-many-skipped')
  let { key } = chain
  const name = chainName(chain.index)
  for (let n = chain.n; n < to; n++) {
    changes.put.push({ chain: name, n, key: messageKey(key) })
    key = nextChainKey(key)
  }
  return key
}

/** The chain after one of its held keys was used. */
export function withoutKey<Chain extends KeptChain>(chain: Chain, n: number, changes: MutableChanges): Chain {
  changes.remove.push({ chain: chainName(chain.index), n })
  return { ...chain, kept: chain.kept - 1 }
}

/** Gives up the oldest `count` held keys of a chain. */
function giveUp<Chain extends KeptChain>(
  chain: Chain,
  count: number,
  lookup: KeptKeyLookup,
  changes: MutableChanges,
): Chain {
  const name = chainName(chain.index)
  let { kept, low } = chain
  const target = Math.max(0, kept - count)
  while (kept > target && low < chain.n) {
    if (lookup(name, low) !== undefined) {
      changes.remove.push({ chain: name, n: low })
      kept--
    }
    low++
  }
  // At the chain's end there is nothing left to hold, whatever the count said.
  return { ...chain, kept: low < chain.n ? kept : 0, low }
}

/** The chain after its keys were given up, if they are too old. */
export function expire<Chain extends KeptChain>(
  chain: Chain,
  now: number,
  lookup: KeptKeyLookup,
  changes: MutableChanges,
): Chain {
  const isExpired = chain.kept > 0 && now - chain.touched >= KEPT_KEY_MS
  return isExpired ? giveUp(chain, chain.kept, lookup, changes) : chain
}

/** Makes room for `added` more keys by giving up the oldest. */
export function makeRoom<Chain extends KeptChain>(
  chains: readonly Chain[],
  added: number,
  lookup: KeptKeyLookup,
  changes: MutableChanges,
): readonly Chain[] {
  let excess = added - MAX_KEPT_KEYS
  for (const chain of chains) excess += chain.kept
  if (excess <= 0) return chains
  return chains.map((chain) => {
    if (excess <= 0 || chain.kept === 0) return chain
    const after = giveUp(chain, excess, lookup, changes)
    excess -= chain.kept - after.kept
    return after
  })
}

/** Drops the oldest chains beyond five with keys and five without. */
export function boundOld(
  old: readonly KeptChain[],
  lookup: KeptKeyLookup,
  changes: MutableChanges,
): readonly KeptChain[] {
  let surplusWith = old.filter((chain) => chain.kept > 0).length - MAX_OLD_CHAINS
  let surplusWithout = old.filter((chain) => chain.kept === 0).length - MAX_OLD_CHAINS
  if (surplusWith <= 0 && surplusWithout <= 0) return old
  return old.filter((chain) => {
    if (chain.kept === 0) return surplusWithout-- <= 0
    if (surplusWith-- <= 0) return true
    giveUp(chain, chain.kept, lookup, changes)
    return false
  })
}
