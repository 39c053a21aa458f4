import sodium from 'libsodium-wrappers-sumo'
import {
  createPrekey,
  decrypt,
  deriveIdentity,
  encrypt,
  initiate,
  loadCrypto,
  newRoot,
  respond,
  verifyBundle,
  type SessionState,
} from '#engine/crypto/index.ts'
import { nodeRandom } from '#engine/ports/node.ts'
import { median, row, type Row } from './report.ts'

const { bytes: random } = nodeRandom()
const now = 1_700_000_000_000
const payload = new Uint8Array(200).fill(1)

/**
 * Encrypting and decrypting one message of 200 bytes, in one direction, against the libsodium calls that the protocol
 * cannot do without: per side three keyed hashes and two AEADs, the second over the 1 KiB bucket.
 */
export async function ratchetCost({ smoke }: { smoke: boolean }): Promise<Row[]> {
  await loadCrypto()
  const count = smoke ? 300 : 5_000
  const rounds = smoke ? 3 : 9
  const ours: number[] = []
  const bound: number[] = []
  for (let round = 0; round < rounds; round++) {
    bound.push(perMessage(count, primitives))
    ours.push(perMessage(count, oneWay(...confirmedPair())))
  }
  return [
    row({
      what: 'ratchet, encrypt and decrypt 200 B one way',
      value: median(ours),
      unit: 'µs',
      against: 'its libsodium primitives',
      reference: median(bound),
      target: 1.4,
    }),
  ]
}

function perMessage(count: number, run: () => void): number {
  for (let i = 0; i < 100; i++) run()
  const started = performance.now()
  for (let i = 0; i < count; i++) run()
  return ((performance.now() - started) * 1_000) / count
}

const key = random(32)
const nonce = random(24)
const header = random(60)
const body = random(1_024 - 100 - 16)
const label = random(24)

function primitives(): void {
  const { crypto_aead_xchacha20poly1305_ietf_encrypt: seal } = sodium
  const { crypto_aead_xchacha20poly1305_ietf_decrypt: open, crypto_generichash: hash } = sodium
  for (let side = 0; side < 2; side++) {
    hash(32, label, key)
    hash(32, label, key)
    hash(56, label, key)
  }
  const sealedHeader = seal(header, key, null, nonce, key)
  const sealedBody = seal(body, key, null, nonce, key)
  open(null, sealedHeader, key, nonce, key)
  open(null, sealedBody, key, nonce, key)
}

function oneWay(sender: SessionState, receiver: SessionState): () => void {
  let from = sender
  let to = receiver
  return () => {
    const sent = encrypt(from, payload, { now }, random)
    from = sent.session
    to = decrypt(to, sent.frame, { now, skipped: () => undefined }, random).session
  }
}

/** Two sides past epoch 1, so that no key of a proposal is measured with the message. */
function confirmedPair(): [SessionState, SessionState] {
  const [alice, bob] = [deriveIdentity(newRoot(random)), deriveIdentity(newRoot(random))]
  const prekey = createPrekey(
    bob,
    {
      seq: now,
      notBefore: now,
      notAfter: now + 60_000,
      oneTime: true,
      boundTo: 'peer',
      installationId: random(16),
    },
    random,
  )
  const bundle = verifyBundle(prekey.bundle, { id: bob.id, now, boundTo: 'peer' })
  const begun = initiate(
    { identity: alice, bundle, gen: 1, installationId: random(16), payload, now },
    random,
  )
  const answered = respond({ identity: bob, prekey: prekey.secret, init: begun.init, now }, random)
  let sides: [SessionState, SessionState] = [answered.session, begun.session]
  for (let turn = 0; turn < 4; turn++) {
    const sent = encrypt(sides[0], payload, { now }, random)
    const received = decrypt(sides[1], sent.frame, { now, skipped: () => undefined }, random)
    sides = [received.session, sent.session]
  }
  return sides
}
