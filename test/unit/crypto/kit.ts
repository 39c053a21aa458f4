import { toHex } from '#shared/bytes.ts'
import {
  type Decrypted,
  type Identity,
  type KeptKeyChanges,
  type PrekeySecret,
  type RandomSource,
  type SessionState,
  type VerifiedBundle,
  createPrekey,
  decrypt,
  deriveIdentity,
  encrypt,
  initiate,
  newRoot,
  respond,
  verifyBundle,
} from '#engine/crypto/index.ts'
import { seededRandom as seeded } from '#tools/vectors/seeded-random.ts'

export { seeded }

export const NOW = 1_790_000_000_000
export const INSTALLATION = new Uint8Array(16).fill(9)
export const PEER = '12D3KooWtest'

/** Numbers from 0 to 1. */
export function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function text(payload: Uint8Array | null): string {
  return payload === null ? '(unreadable)' : new TextDecoder().decode(payload)
}

export function flipped(source: Uint8Array, at: number, mask = 1): Uint8Array {
  const copy = new Uint8Array(source)
  copy[at] = (copy[at] ?? 0) ^ mask
  return copy
}

export function person(name: string): Identity {
  return deriveIdentity(newRoot(seeded(name)))
}

export function prekeyOf(identity: Identity, name = 'prekey', now = NOW) {
  return createPrekey(
    identity,
    {
      seq: now,
      notBefore: now,
      notAfter: now + 120_000,
      oneTime: true,
      boundTo: PEER,
      installationId: INSTALLATION,
    },
    seeded(name),
  )
}

export interface Contact {
  readonly alice: Identity
  readonly bob: Identity
  readonly bundle: VerifiedBundle
  readonly prekey: PrekeySecret
}

/** Alice has Bob's verified bundle. */
export function contact(): Contact {
  const alice = person('alice')
  const bob = person('bob')
  const { bundle, secret } = prekeyOf(bob)
  return { alice, bob, bundle: verifyBundle(bundle, { id: bob.id, now: NOW, boundTo: PEER }), prekey: secret }
}

export function hello({ alice, bundle }: Contact, payload = bytes('hello'), random = seeded('hello')) {
  return initiate(
    { identity: alice, bundle, gen: 1, installationId: INSTALLATION, payload, now: NOW },
    random,
  )
}

/** One end of a session as a caller keeps it: state and held keys are replaced together, or not at all. */
export class End {
  session: SessionState
  readonly kept = new Map<string, Uint8Array>()
  readonly random: RandomSource
  now = NOW

  constructor(session: SessionState, random: RandomSource) {
    this.session = session
    this.random = random
  }

  send(payload: Uint8Array | string): Uint8Array {
    const content = typeof payload === 'string' ? bytes(payload) : payload
    const { session, frame } = encrypt(this.session, content, { now: this.now }, this.random)
    this.session = session
    return frame
  }

  /** Decrypts without committing. */
  open(frame: Uint8Array): Decrypted {
    const skipped = (chain: Uint8Array, n: number) => this.kept.get(`${toHex(chain)}:${n}`)
    return decrypt(this.session, frame, { now: this.now, skipped }, this.random)
  }

  receive(frame: Uint8Array): string {
    const { session, payload, skipped } = this.open(frame)
    this.session = session
    this.apply(skipped)
    return text(payload)
  }

  apply({ put, remove }: KeptKeyChanges): void {
    for (const { chain, n, key } of put) this.kept.set(`${toHex(chain)}:${n}`, key)
    for (const { chain, n } of remove) this.kept.delete(`${toHex(chain)}:${n}`)
  }
}

/** Alice has written her first message and Bob has read it. */
export function pair(seed = 'pair'): { a: End; b: End } {
  const people = contact()
  const { init, session } = hello(people, bytes('hello'), seeded(`${seed}/init`))
  const answer = respond(
    { identity: people.bob, prekey: people.prekey, init, now: NOW },
    seeded(`${seed}/respond`),
  )
  return { a: new End(session, seeded(`${seed}/a`)), b: new End(answer.session, seeded(`${seed}/b`)) }
}

/** A pair whose first post-quantum epoch has begun. */
export function confirmedPair(seed = 'pair'): { a: End; b: End } {
  const { a, b } = pair(seed)
  turn(a, b)
  return { a, b }
}

/** Bob writes, Alice answers. */
export function turn(a: End, b: End): void {
  a.receive(b.send('from b'))
  b.receive(a.send('from a'))
}

/** The reason of the error that `run` throws. */
export function reason(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof Error && 'reason' in error) return String(error.reason)
    throw error
  }
  return 'accepted'
}
