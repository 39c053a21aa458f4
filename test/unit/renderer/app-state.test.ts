import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Reply } from '#contract/bridge.ts'
import type { MethodName } from '#contract/manifest.ts'
import { createAppState, type AppState } from '#renderer/state/app-state.ts'
import { createClient } from '#renderer/state/client.ts'
import { createScriptedBridge, type ScriptedBridge } from '#test/kit/scripted-bridge.ts'
import { emptyScript, withPerson } from '#test/kit/script.ts'

const ADA = 'a1'.repeat(16)
const LOST: Reply = { ok: false, error: { code: 'unreachable', message: 'The connection was lost.' } }

let bridge: ScriptedBridge
let state: AppState
beforeEach(() => {
  bridge = createScriptedBridge(withPerson(emptyScript(), { conversationId: ADA, displayName: 'Ada' }))
  state = createAppState(createClient(bridge))
})
afterEach(() => state.stop())

const asked = (method: MethodName) => bridge.requests.filter((request) => request.method === method).length
const texts = () =>
  state.threads
    .open(ADA)
    .store.get()
    .items.map(({ text }) => text)
const conversation = () => state.conversations.store.get().items[0]

describe('entering', () => {
  test('an open profile is loaded, with its subscription first', async () => {
    await state.enter()
    expect(state.session.get().phase).toBe('ready')
    expect(state.profile.get().value?.displayName).toBe('Mira')
    expect(state.contacts.store.get().items).toHaveLength(1)
    const order = bridge.requests.map(({ method }) => method)
    expect(order.indexOf('events.subscribe')).toBeLessThan(order.indexOf('contacts.list'))
  })

  test.each(['none', 'locked'] as const)('a profile that is %s shows nothing', async (phase) => {
    bridge.script.state = phase
    await state.enter()
    expect(state.session.get().phase).toBe(phase)
    expect(asked('contacts.list')).toBe(0)
  })

  test('locking forgets everything that was loaded', async () => {
    bridge.script.passphrase = 'secret'
    await state.enter()
    state.drafts.set(ADA, 'half')
    await state.lock()
    expect(state.session.get().phase).toBe('locked')
    expect(state.profile.get().value).toBeNull()
    expect(conversation()).toBeUndefined()
    expect(state.drafts.peek(ADA)).toBeUndefined()
    expect(bridge.script.drafts[ADA]).toBe('half')
  })

  test('a connection that comes back fetches everything again', async () => {
    await state.enter()
    bridge.connection(false)
    expect(state.session.get()).toMatchObject({ connected: false, phase: 'ready' })
    bridge.script.profile = { ...bridge.script.profile, displayName: 'Mira S.' }
    bridge.connection(true)
    await state.enter()
    expect(state.session.get().connected).toBe(true)
    expect(state.profile.get().value?.displayName).toBe('Mira S.')
  })
})

describe('events', () => {
  beforeEach(() => state.enter())

  test('reach the lists and the open thread', async () => {
    await state.threads.open(ADA).refresh()
    bridge.receive(ADA, 'hello')
    expect(texts()).toEqual(['hello'])
    expect(conversation()).toMatchObject({ unread: 1, lastMessage: { text: 'hello' } })
  })

  test('of a deleted contact remove it and its conversation', () => {
    const [contact] = bridge.script.contacts
    const [gone] = bridge.script.conversations
    if (!contact || !gone) throw new Error('the script has one of each')
    bridge.emit('contact.updated', { contact, removed: true })
    bridge.emit('conversation.updated', { conversation: gone, removed: true })
    expect(state.contacts.store.get().items).toEqual([])
    expect(conversation()).toBeUndefined()
  })

  test('with a gap lead to a refetch of what they feed', async () => {
    await state.threads.open(ADA).refresh()
    const before = asked('messages.list')
    bridge.lose('message.added')
    bridge.receive(ADA, 'after the gap')
    expect(asked('messages.list')).toBe(before + 1)
    expect(asked('contacts.list')).toBe(1)
  })
})

describe('sending', () => {
  beforeEach(() => state.enter())
  const outgoing = () => state.threads.open(ADA).store.get().outgoing

  test('is seen at once and stored once, whichever of event and answer comes first', async () => {
    const thread = state.threads.open(ADA)
    await thread.refresh()
    const release = bridge.hold('messages.send')
    thread.send('one')
    thread.send('two')
    expect(outgoing().map(({ text }) => text)).toEqual(['one', 'two'])
    release()
    await vi.waitUntil(() => outgoing().length === 0)
    expect(texts()).toEqual(['one', 'two'])
  })

  test('without a connection is tried again with the same name once there is one', async () => {
    const thread = state.threads.open(ADA)
    await thread.refresh()
    const original = bridge.request
    bridge.request = async (method, params) =>
      method === 'messages.send'
        ? { ok: false, error: { code: 'unreachable', message: 'The connection was lost.' } }
        : original(method, params)
    thread.send('hello')
    await vi.waitUntil(() => outgoing()[0]?.error !== undefined)
    const name = outgoing()[0]?.clientId
    bridge.request = original
    bridge.connection(true)
    await vi.waitUntil(() => outgoing().length === 0)
    expect(texts()).toEqual(['hello'])
    const sent = bridge.requests.findLast(({ method }) => method === 'messages.send')
    expect(sent?.params).toMatchObject({ clientId: name })
  })

  test('hands every message over at once, in order', async () => {
    const thread = state.threads.open(ADA)
    await thread.refresh()
    const release = bridge.hold('messages.send')
    const written = Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? 'again' : `message ${at}`))
    for (const text of written) thread.send(text)
    const handed = bridge.requests.filter(({ method }) => method === 'messages.send')
    expect(handed.map(({ params }) => Reflect.get(params as object, 'text'))).toEqual(written)
    expect(outgoing().map(({ text }) => text)).toEqual(written)
    expect(state.isAtRisk()).toBe(true)
    release()
    await vi.waitUntil(() => outgoing().length === 0)
    expect(texts()).toEqual(written)
    expect(state.isAtRisk()).toBe(false)
  })

  test('after a lost connection stores what was lost before what is new', async () => {
    const thread = state.threads.open(ADA)
    await thread.refresh()
    const original = bridge.request
    bridge.request = async () => LOST
    for (const text of ['one', 'two']) thread.send(text)
    await vi.waitUntil(() => outgoing().every(({ error }) => error !== undefined))
    bridge.request = original
    thread.send('three')
    expect(outgoing().map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    await vi.waitUntil(() => outgoing().length === 0)
    expect(texts()).toEqual(['one', 'two', 'three'])
  })

  test('that is refused stays with its reason until it is discarded', async () => {
    const thread = state.threads.open(ADA)
    thread.send('half \uD83C')
    await vi.waitUntil(() => outgoing()[0]?.error !== undefined)
    thread.discard(outgoing()[0]?.clientId ?? '')
    expect(outgoing()).toEqual([])
  })
})

describe('without a connection', () => {
  beforeEach(() => state.enter())
  const online = () => state.contacts.store.get().items.map((contact) => contact.online)

  test('nothing is sent, and the text stays where it was written', async () => {
    bridge.connection(false)
    expect(state.send(ADA, 'hello')).toBe(false)
    expect(asked('messages.send')).toBe(0)
    bridge.connection(true)
    expect(state.send(ADA, 'hello')).toBe(true)
    await vi.waitUntil(() => state.threads.unstored().length === 0)
    expect(asked('messages.send')).toBe(1)
  })

  test('nobody is shown as online until the lists are here again', async () => {
    expect(online()).toEqual([true])
    bridge.connection(false)
    expect(online()).toEqual([false])
    bridge.connection(true)
    await state.enter()
    expect(online()).toEqual([true])
  })

  test('a host that knows the window no more leaves what was not sent to be copied', async () => {
    const thread = state.threads.open(ADA)
    bridge.request = async () => LOST
    thread.send('on its way')
    state.drafts.set(ADA, 'half')
    await vi.waitUntil(() => thread.store.get().outgoing[0]?.error !== undefined)
    bridge.connection(false)
    state.deny()
    expect(state.session.get()).toMatchObject({ denied: true, connected: false })
    expect(state.unsent()).toEqual(['on its way', 'half'])
    expect(state.isAtRisk()).toBe(true)
  })
})

test('the words of a new profile are at risk until they are confirmed', () => {
  state.setOnboarding(true)
  expect(state.isAtRisk()).toBe(true)
  state.setOnboarding(false)
  expect(state.isAtRisk()).toBe(false)
})

describe('drafts', () => {
  beforeEach(async () => {
    await state.enter()
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())
  const saves = () => bridge.requests.filter(({ method }) => method === 'conversations.saveDraft')

  test('are saved after a moment of quiet, the last text only', async () => {
    for (const text of ['h', 'he', 'hey']) state.drafts.set(ADA, text)
    await vi.advanceTimersByTimeAsync(399)
    expect(saves()).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(saves().map(({ params }) => params)).toEqual([{ conversationId: ADA, text: 'hey' }])
  })

  test('are saved at once on leaving, and when they are empty', async () => {
    state.drafts.set(ADA, 'hey')
    state.drafts.flush(ADA)
    state.drafts.set(ADA, '')
    await vi.advanceTimersByTimeAsync(0)
    expect(saves().map(({ params }) => params)).toEqual([
      { conversationId: ADA, text: 'hey' },
      { conversationId: ADA, text: '' },
    ])
    await vi.advanceTimersByTimeAsync(1000)
    expect(saves()).toHaveLength(2)
  })

  test('what is typed before the kept draft is here wins over it', async () => {
    bridge.script.drafts[ADA] = 'kept'
    const loading = state.drafts.load(ADA)
    state.drafts.set(ADA, 'typed')
    expect(await loading).toBe('typed')
  })
  test('of another window are not emptied by what is sent here', async () => {
    await state.drafts.load(ADA)
    bridge.script.drafts[ADA] = 'theirs'
    state.drafts.set(ADA, 'hello')
    state.drafts.set(ADA, '')
    await vi.advanceTimersByTimeAsync(1000)
    expect(saves()).toEqual([])

    state.drafts.set(ADA, 'ours')
    await vi.advanceTimersByTimeAsync(400)
    expect(state.drafts.unsaved()).toEqual([])
    bridge.script.drafts[ADA] = 'theirs again'
    state.drafts.set(ADA, '')
    await vi.advanceTimersByTimeAsync(1000)
    expect(bridge.script.drafts[ADA]).toBe('theirs again')
  })

  test('that were loaded here are emptied when they are sent', async () => {
    bridge.script.drafts[ADA] = 'kept'
    await state.drafts.load(ADA)
    state.drafts.set(ADA, '')
    await vi.advanceTimersByTimeAsync(0)
    expect(bridge.script.drafts[ADA]).toBe('')
  })
})
