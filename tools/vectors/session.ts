import { toHex, utf8 } from '#shared/bytes.ts'
import {
  type SessionState,
  createPrekey,
  decrypt,
  encodeSession,
  encrypt,
  initHash,
  initiate,
  respond,
  verifyBundle,
} from '#engine/crypto/index.ts'
import { alice, bob, text } from './foundations.ts'
import { seededRandom } from './seeded-random.ts'

/** Bundle, handshake and the messages up to the first post-quantum epoch: 03, 04 and 05. */

const NOW = 1_790_000_000_000
const PEER_ID = '12D3KooWExample'
const BOB_INSTALLATION = new Uint8Array(16).fill(0xb0)
const ALICE_INSTALLATION = new Uint8Array(16).fill(0xa0)

function prekey() {
  const init = {
    seq: NOW,
    notBefore: NOW,
    notAfter: NOW + 120_000,
    oneTime: true,
    boundTo: PEER_ID,
    installationId: BOB_INSTALLATION,
  }
  return { init, ...createPrekey(bob(), init, seededRandom('bundle')) }
}

export function bundleVectors() {
  const { init, bundle, prekeyId, secret } = prekey()
  return {
    random: 'bundle',
    of: 'bob',
    ...init,
    installationId: toHex(BOB_INSTALLATION),
    x25519Secret: toHex(secret.dhPair.secretKey),
    xwingSeed: toHex(secret.kemSeed),
    body: toHex(secret.body),
    prekeyId: toHex(prekeyId),
    bundle: toHex(bundle),
  }
}

function handshake() {
  const { bundle, secret } = prekey()
  const started = initiate(
    {
      identity: alice(),
      bundle: verifyBundle(bundle, { id: bob().id, now: NOW, boundTo: PEER_ID }),
      gen: 7,
      installationId: ALICE_INSTALLATION,
      payload: utf8('Hello, Bob'),
      now: NOW,
    },
    seededRandom('initiate'),
  )
  const { init } = started
  const answered = respond({ identity: bob(), prekey: secret, init, now: NOW }, seededRandom('respond'))
  return { init, initiator: started.session, responder: answered.session }
}

export function handshakeVectors() {
  const { init, initiator, responder } = handshake()
  return {
    now: NOW,
    prekey: 'bundle.json',
    initiator: { identity: 'alice', gen: 7, installationId: toHex(ALICE_INSTALLATION), random: 'initiate' },
    responder: { identity: 'bob', random: 'respond' },
    payload: text('Hello, Bob'),
    init: toHex(init),
    initHash: toHex(initHash(init)),
    sid: toHex(responder.sid),
    ad: toHex(responder.ad),
    responderRootKey: toHex(responder.rootKey),
    initiatorSession: toHex(encodeSession(initiator)),
    responderSession: toHex(encodeSession(responder)),
  }
}

export function ratchetVectors() {
  const { initiator, responder } = handshake()
  const sides = {
    initiator: { session: initiator, random: seededRandom('initiator') },
    responder: { session: responder, random: seededRandom('responder') },
  }
  const say = (from: keyof typeof sides, payload: string) => {
    const [sender, reader] =
      from === 'initiator' ? [sides.initiator, sides.responder] : [sides.responder, sides.initiator]
    const sent = encrypt(sender.session, utf8(payload), { now: NOW }, sender.random)
    const read = decrypt(reader.session, sent.frame, { now: NOW, skipped: () => undefined }, reader.random)
    sender.session = sent.session
    reader.session = read.session
    return {
      from,
      payload: text(payload),
      frame: toHex(sent.frame),
      sender: facts(sent.session),
      reader: facts(read.session),
    }
  }
  return {
    start: 'handshake.json',
    random: { initiator: 'initiator', responder: 'responder' },
    messages: [
      say('responder', 'Hello, Alice'),
      say('initiator', 'this begins epoch 1'),
      say('initiator', 'second of its chain'),
      say('responder', 'confirmed'),
    ],
    initiatorSession: toHex(encodeSession(sides.initiator.session)),
    responderSession: toHex(encodeSession(sides.responder.session)),
  }
}

function facts(session: SessionState) {
  return { epoch: session.epoch, rootKey: toHex(session.rootKey) }
}
