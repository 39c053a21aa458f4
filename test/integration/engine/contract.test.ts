import { join } from 'node:path'
import { beforeAll, afterAll, describe, expect, test } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { history, allDelivered } from '#test/kit/exchange.ts'
import { befriend, RpcProcess } from '#test/kit/rpc-process.ts'

let folder: string
let a: RpcProcess
let b: RpcProcess
let conversationId: string
let other: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-contract-'))
  a = new RpcProcess({ dataDir: join(folder, 'a') })
  b = new RpcProcess({ dataDir: join(folder, 'b') })
  const met = await befriend(a, b)
  conversationId = met.aConversation
  other = met.bConversation
})
afterAll(async () => {
  await Promise.all([a.stop(), b.stop()])
  await rm(folder, { recursive: true })
})

describe('messages', () => {
  test('32 KiB and 64 KiB of UTF-8 are one message each and survive byte for byte', async () => {
    const texts = ['é'.repeat(16_384), 'x'.repeat(65_536), '👩‍👩‍👧‍👦 \u0000 \ufeff \u202e"\\\n\u2028 ﷽']
    for (const text of texts) await a.request('messages.send', { conversationId, text })
    await allDelivered(a, conversationId, texts.length)
    expect((await history(b, other)).map((message) => message.text)).toEqual(texts)
  })

  test.each([
    ['empty', '', 'invalid'],
    ['over 64 KiB', 'x'.repeat(65_537), 'too-large'],
    ['over 64 KiB in bytes but not in characters', 'é'.repeat(32_769), 'too-large'],
    ['far over', 'x'.repeat(400_000), 'too-large'],
    ['not well-formed', 'half \ud800 of a pair', 'invalid'],
  ])('a text that is %s is refused', async (_, text, code) => {
    await expect(a.request('messages.send', { conversationId, text })).rejects.toMatchObject({ code })
  })

  test('the same clientId is the same message', async () => {
    const once = await a.request('messages.send', { conversationId, text: 'once', clientId: 'c1' })
    const again = await a.request('messages.send', { conversationId, text: 'once', clientId: 'c1' })
    expect(again.message.id).toBe(once.message.id)
  })

  test('pages follow on each other without a gap or a repeat', async () => {
    const first = await a.request('messages.list', { conversationId, limit: 2 })
    const second = await a.request('messages.list', { conversationId, limit: 2, before: first.next ?? '' })
    const all = (await history(a, conversationId)).toReversed()
    expect([...first.items, ...second.items]).toEqual(all.slice(0, 4))
  })

  test('reading is told to the author', async () => {
    const { message } = await a.request('messages.send', { conversationId, text: 'read me' })
    const read = a.next(
      'message.updated',
      (event) => event.message.id === message.id && event.message.state === 'read',
    )
    await allDelivered(a, conversationId, (await history(a, conversationId)).length)
    await b.request('conversations.markRead', { conversationId: other, upTo: message.id })
    await read
    const [conversation] = (await b.request('conversations.list', {})).items
    expect(conversation).toMatchObject({
      unread: 0,
      title: 'Ada',
      lastMessage: { text: 'read me', state: 'read' },
    })
  })
})

describe('what is refused', () => {
  const unknown = 'ab'.repeat(16)
  test.each([
    ['messages.send', { conversationId: unknown, text: 'x' }, 'not-found'],
    ['messages.send', { conversationId: 'nonsense', text: 'x' }, 'invalid'],
    ['messages.list', { conversationId: unknown }, 'not-found'],
    ['messages.list', { conversationId: unknown, limit: 201 }, 'invalid'],
    ['messages.list', { conversationId: unknown, limit: 0 }, 'invalid'],
    ['contacts.accept', { contactId: 'cd'.repeat(32) }, 'not-found'],
    ['contacts.add', { address: 'SOTTO:AAAA' }, 'bad-address'],
    ['contacts.add', {}, 'invalid'],
    ['conversations.markRead', { conversationId: unknown, upTo: unknown }, 'not-found'],
    ['events.subscribe', { topics: ['everything'] }, 'invalid'],
    ['network.dial', { multiaddr: 'nonsense' }, 'invalid'],
    ['profile.create', { displayName: 'Again' }, 'conflict'],
    ['profile.create', { displayName: '' }, 'invalid'],
    ['profile.lock', {}, 'conflict'],
    ['profile.status', { surplus: 1 }, 'invalid'],
    ['no.such', {}, 'unknown-method'],
    ['__proto__', {}, 'unknown-method'],
    ['constructor', {}, 'unknown-method'],
  ])('%s %j is %s', async (method, params, code) => {
    await expect(
      a.request(method as 'contacts.preview', params as { address: string }),
    ).rejects.toMatchObject({ code })
  })

  test('one’s own address', async () => {
    const { link } = await a.request('profile.get', {})
    await expect(a.request('contacts.add', { address: link })).rejects.toMatchObject({ code: 'own-address' })
  })

  test('everything but the status while there is no profile', async () => {
    const fresh = new RpcProcess({ dataDir: join(folder, 'fresh') })
    expect(await fresh.request('profile.status', {})).toEqual({ state: 'none' })
    await expect(fresh.request('contacts.list', {})).rejects.toMatchObject({ code: 'no-profile' })
    await expect(fresh.request('profile.unlock', { passphrase: 'x' })).rejects.toMatchObject({
      code: 'no-profile',
    })
    await fresh.stop()
  })
})

describe('a profile with a passphrase', () => {
  test('is locked without it, refuses a wrong one, opens with it, and by the environment at once', async () => {
    const dataDir = join(folder, 'locked')
    const first = new RpcProcess({ dataDir })
    const { words } = await first.request('profile.create', {
      displayName: 'Joan',
      passphrase: 'three blind mice',
    })
    expect(new Set(words).size).toBeGreaterThan(12)
    await first.request('profile.lock', {})
    await expect(first.request('profile.get', {})).rejects.toMatchObject({ code: 'locked' })
    await first.stop()
    const second = new RpcProcess({ dataDir })
    expect(await second.request('profile.status', {})).toEqual({ state: 'locked' })
    await expect(second.request('profile.unlock', { passphrase: 'three kind mice' })).rejects.toMatchObject({
      code: 'wrong-passphrase',
    })
    await second.request('profile.unlock', { passphrase: 'three blind mice' })
    const profile = await second.request('profile.get', {})
    await second.stop()
    const third = new RpcProcess({ dataDir, passphrase: 'three blind mice' })
    expect(await third.request('profile.status', {})).toEqual({ state: 'ready' })
    await third.stop()
    const recovered = new RpcProcess({ dataDir: join(folder, 'recovered') })
    const again = await recovered.request('profile.recover', { words: words.join(' '), displayName: 'Joan' })
    expect(again.profile.id).toBe(profile.id)
    await expect(
      recovered.request('profile.recover', { words: words.toReversed(), displayName: 'Joan' }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/conflict|wrong-words/) as string })
    await recovered.stop()
  })

  test('S8 is refused to a second process while the first has it open', async () => {
    const second = new RpcProcess({ dataDir: join(folder, 'a') })
    await second.exited
    expect(second.stderr).toMatch(/open in another program|in use/i)
  })
})

test('junk on stdin is answered with errors, and the process goes on', async () => {
  a.write('junk\n{"jsonrpc":"2.0"}\n[]\n{"jsonrpc":"1.0","id":1,"method":"profile.status"}\n\n')
  a.write(`${'x'.repeat(3 << 20)}\n`)
  expect(await a.request('profile.status', {})).toEqual({ state: 'ready' })
})
