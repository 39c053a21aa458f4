import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message } from '#contract/api/messages.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { allDelivered, expectExchange, history, numbered, sendAll } from '#test/kit/exchange.ts'
import { befriend, RpcProcess } from '#test/kit/rpc-process.ts'

let folder: string
let running: RpcProcess[]

const start = (name: string): RpcProcess => {
  const p = new RpcProcess({ dataDir: join(folder, name) })
  running.push(p)
  return p
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-exchange-'))
  running = []
})
afterEach(async () => {
  await Promise.all(running.map((p) => p.kill()))
  await rm(folder, { recursive: true })
})

describe('two sotto rpc processes on loopback', () => {
  test('1,000 messages each way at once arrive exactly once, in order, and are delivered', async () => {
    const [a, b] = [start('a'), start('b')]
    const { aConversation, bConversation } = await befriend(a, b)
    const [fromA, fromB] = [numbered('a', 1_000), numbered('b', 1_000)]
    const seen: string[] = []
    b.on('message.added', ({ message }) => message.author !== 'me' && seen.push(message.text))
    const send = (p: RpcProcess, conversationId: string, texts: string[]) =>
      Promise.all(texts.map((text) => p.request('messages.send', { conversationId, text })))
    await Promise.all([send(a, aConversation, fromA), send(b, bConversation, fromB)])
    await Promise.all([allDelivered(a, aConversation, 1_000), allDelivered(b, bConversation, 1_000)])
    expectExchange(await history(a, aConversation), fromA, fromB)
    expectExchange(await history(b, bConversation), fromB, fromA)
    expect(seen).toEqual(fromA)
    expect([...a.junk, ...b.junk]).toEqual([])
  })

  test('R13 kill -9 of either process, 20 times during the exchange, changes nothing of that', async () => {
    const processes = { a: start('a'), b: start('b') }
    const { aConversation, bConversation } = await befriend(processes.a, processes.b)
    const ready = { a: Promise.resolve(processes.a), b: Promise.resolve(processes.b) }
    const restart = async (who: 'a' | 'b') => {
      await processes[who].kill()
      const next = start(who)
      processes[who] = next
      await next.request('events.subscribe', { topics: ['message.added', 'message.updated'] })
      return next
    }
    const [fromA, fromB] = [numbered('a', 1_000), numbered('b', 1_000)]
    const sending = Promise.all([
      sendAll(() => ready.a, aConversation, fromA),
      sendAll(() => ready.b, bConversation, fromB),
    ])
    // Each kill comes at a moment of its own: after another number of messages has been stored on the other side.
    for (let kill = 0; kill < 20; kill++) {
      const who = kill % 2 === 0 ? 'a' : 'b'
      const other = processes[who === 'a' ? 'b' : 'a']
      const moment = Promise.withResolvers<void>()
      let stored = 0
      const stop = other.on('message.added', () => ++stored > (kill * 37) % 61 && moment.resolve())
      await Promise.race([moment.promise, sending])
      stop()
      ready[who] = restart(who)
      await ready[who]
    }
    await sending
    await Promise.all([
      allDelivered(processes.a, aConversation, fromA.length),
      allDelivered(processes.b, bConversation, fromB.length),
    ])
    // What was sent again took its place behind the others: the order that counts is the one in the author's history.
    const [atA, atB] = [await history(processes.a, aConversation), await history(processes.b, bConversation)]
    const written = (messages: Message[]) =>
      messages.filter(({ author }) => author === 'me').map(({ text }) => text)
    expect(written(atA).toSorted()).toEqual(fromA.toSorted())
    expect(written(atB).toSorted()).toEqual(fromB.toSorted())
    expectExchange(atA, written(atA), written(atB))
    expectExchange(atB, written(atB), written(atA))
  })
})
