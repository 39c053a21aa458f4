import type { KemPublicKey, KemSeed, SharedSecret } from './keys.ts'

/** Where this side stands on the way to epoch + 1. */
export type PqState =
  | { readonly mode: 'idle' }
  /** Proposer: waits for an answer. */
  | { readonly mode: 'proposed'; readonly seed: KemSeed; readonly publicKey: KemPublicKey }
  /** Answerer: knows the secret and waits until the proposer uses it. `ciphertexts`: two for epoch 1, else one. */
  | { readonly mode: 'answered'; readonly secret: SharedSecret; readonly ciphertexts: Uint8Array }
  /** Proposer: mixes the secret in with his next chain. */
  | { readonly mode: 'agreed'; readonly secret: SharedSecret }

/** The initiator proposes odd epochs, the responder even ones. */
export function isProposer(session: { readonly initiator: boolean }, epoch: number): boolean {
  return (epoch % 2 === 1) === session.initiator
}
