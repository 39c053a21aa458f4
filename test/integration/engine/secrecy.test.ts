import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { found, heapOf, identityCanaries, textCanaries } from '#test/kit/canaries.ts'
import { allDelivered } from '#test/kit/exchange.ts'
import { RpcProcess } from '#test/kit/rpc-process.ts'
import { tap } from '#test/kit/tap.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

const TEXT = 'the cat sleeps on the third shelf'
const REQUEST = 'we met at the lighthouse'
const NICKNAME = 'Grace of the harbour'
const DRAFT = 'a thought that was never sent'

test('S5 neither the wire nor the disk shows a text, a name, an address or a key', async () => {
  const folder = await temporaryFolder()
  const a = new RpcProcess({ dataDir: join(folder, 'a') })
  const b = new RpcProcess({ dataDir: join(folder, 'b') })
  onTestFinished(() => Promise.all([a.kill(), b.kill()]).then(() => undefined))
  const ada = await a.request('profile.create', { displayName: 'Adalmina Lovelace' })
  const grace = await b.request('profile.create', { displayName: 'Graciela Hopper' })
  const port = Number(/\/tcp\/(\d+)/.exec(decodeURIComponent(grace.profile.link))?.[1])
  const wire = await tap(port)
  onTestFinished(wire.close)
  for (const p of [a, b]) {
    await p.request('events.subscribe', { topics: ['contact.updated', 'message.added', 'message.updated'] })
  }

  const asked = b.next('contact.updated', ({ contact }) => contact.state === 'pending')
  const accepted = a.next('contact.updated', ({ contact }) => contact.state === 'accepted')
  const link = grace.profile.link
    .replaceAll(`tcp/${port}`, `tcp/${wire.port}`)
    .replaceAll(`tcp%2F${port}`, `tcp%2F${wire.port}`)
  await a.request('contacts.add', { address: link, nickname: NICKNAME, message: REQUEST })
  const { contact } = await asked
  await b.request('contacts.accept', { contactId: contact.id })
  await accepted
  const conversationId = (await a.request('conversations.list', {})).items[0]?.id ?? ''
  for (let i = 0; i < 5; i++) await a.request('messages.send', { conversationId, text: `${TEXT} ${i}` })
  await a.request('conversations.saveDraft', { conversationId, text: DRAFT })
  await allDelivered(a, conversationId, 6)
  await Promise.all([a.stop(), b.stop()])

  const canaries = [
    ...textCanaries('a message', TEXT),
    ...textCanaries('the message of a request', REQUEST),
    ...textCanaries('a draft', DRAFT),
    ...textCanaries('a nickname', NICKNAME),
    ...textCanaries('a display name', 'Adalmina'),
    ...textCanaries('a display name', 'Graciela'),
    ...textCanaries('an address', grace.profile.address.slice('SOTTO:'.length, 40)),
    ...textCanaries('an address', ada.profile.address.slice('SOTTO:'.length, 40)),
    ...textCanaries('a multiaddr', '/ip4/127.0.0.1'),
    ...(await identityCanaries('Ada', ada.words)),
    ...(await identityCanaries('Grace', grace.words)),
  ]
  const heard = wire.heard()
  expect(heard.length).toBeGreaterThan(20_000) // the handshake and five messages did go past
  expect(found(canaries, heard)).toEqual([])
  expect(found(canaries, await heapOf(folder))).toEqual([])
  expect(found(canaries, Buffer.from(a.stderr + b.stderr))).toEqual([])
})

test('the search finds what it looks for', () => {
  const canaries = textCanaries('a message', TEXT)
  expect(found(canaries, Buffer.from(`…${TEXT}…`))).toEqual(['a message, UTF-8'])
})
