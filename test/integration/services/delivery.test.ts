import { describe, expect, test } from 'vitest'
import { Views } from '#engine/api/views.ts'
import { encodeCbor } from '#engine/wire/cbor.ts'
import { Fault } from '#shared/fault.ts'
import { numbered } from '#test/kit/exchange.ts'
import { befriend, World } from '#test/kit/world.ts'

describe('delivery', () => {
  test('what is written while the other is away arrives in order when they are back', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    await grace.stop()
    const texts = numbered('a', 50)
    for (const text of texts) await ada.send(grace, text)
    expect((await ada.thread(grace)).every(({ state }) => state === 'queued' || state === 'sent')).toBe(true)
    await ada.stop()
    await ada.start()
    await grace.start()
    await grace.untilTexts(ada, texts.length)
    await ada.untilDelivered(grace)
    expect(await grace.texts(ada, 'them')).toEqual(texts)
  })

  test('streams that break in the middle lose and double nothing', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    const [fromAda, fromGrace] = [numbered('a', 200), numbered('b', 200)]
    for (let i = 0; i < 200; i++) {
      void ada.send(grace, fromAda[i] ?? '')
      void grace.send(ada, fromGrace[i] ?? '')
      if (i % 20 === 10) world.hub.breakStreams('Ada', 'Grace')
      if (i % 60 === 30) {
        world.hub.cut('Ada', 'Grace')
        world.hub.heal('Ada', 'Grace')
      }
      if (i % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all([grace.untilTexts(ada, 200), ada.untilTexts(grace, 200)])
    await Promise.all([ada.untilDelivered(grace), grace.untilDelivered(ada)])
    expect(await grace.texts(ada, 'them')).toEqual(fromAda)
    expect(await ada.texts(grace, 'them')).toEqual(fromGrace)
  })

  test('a stream or a bundle that is refused once is asked for again while the connection lives', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    const network = world.hub.network('Ada')
    const { requestBundle, openFrames } = network
    network.requestBundle = () => {
      network.requestBundle = requestBundle
      return Promise.resolve(null)
    }
    network.openFrames = () => {
      network.openFrames = openFrames
      return Promise.reject(new Fault('unreachable', 'busy'))
    }
    await befriend(ada, grace)
    network.openFrames = () => {
      network.openFrames = openFrames
      return Promise.reject(new Fault('unreachable', 'busy'))
    }
    world.hub.breakStreams('Ada', 'Grace')
    await ada.send(grace, 'after all')
    await grace.untilTexts(ada, 1)
    await ada.untilDelivered(grace)
  })

  test('what is stored while the answering stream is being opened is confirmed', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    const network = world.hub.network('Grace')
    const { openFrames } = network
    const stored = Promise.withResolvers<void>()
    network.openFrames = async (...args) => {
      await stored.promise
      return openFrames.apply(network, args)
    }
    world.hub.breakStreams('Ada', 'Grace')
    await ada.send(grace, 'early')
    await grace.untilTexts(ada, 1)
    stored.resolve()
    await ada.untilDelivered(grace)
  })

  test('read is told once the reader has read, also after both were away', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    await ada.send(grace, 'one')
    const last = await ada.send(grace, 'two')
    await grace.untilTexts(ada, 2)
    expect(grace.conversation(ada).unread).toBe(2)
    await ada.untilDelivered(grace)
    await ada.stop()
    await grace.w.messages.markRead(grace.conversation(ada).id, last.id)
    expect(grace.conversation(ada).unread).toBe(0)
    await ada.start()
    await ada.until(async () => (await ada.thread(grace)).every(({ state }) => state === 'read'))
  })

  test('a text of 64 KiB is one message; more, or nothing, is refused', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    const largest = 'ü'.repeat(32_768)
    await ada.send(grace, largest)
    await ada.send(grace, 'naïve 👩‍👩‍👧‍👦 \u202e \u0000 \ufeff')
    await grace.untilTexts(ada, 2)
    expect(await grace.texts(ada, 'them')).toEqual([largest, 'naïve 👩‍👩‍👧‍👦 \u202e \u0000 \ufeff'])
    await expect(ada.send(grace, `${largest}x`)).rejects.toMatchObject({ code: 'too-large' })
    await expect(ada.send(grace, '')).rejects.toMatchObject({ code: 'invalid' })
  })

  test('the same clientId sends once, also when it is asked twice at the same time', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    const { id } = ada.conversation(grace)
    const [one, two] = await Promise.all([
      ada.w.messages.send(id, 'once', 'key'),
      ada.w.messages.send(id, 'once', 'key'),
    ])
    const three = await ada.w.messages.send(id, 'once', 'key')
    expect(two.id).toBe(one.id)
    expect(three.id).toBe(one.id)
    await grace.untilTexts(ada, 1)
    expect(await ada.texts(grace, 'me')).toEqual(['once'])
  })

  test('R12 what only a later version can show has its place in the thread, and the next message is fine', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    await ada.send(grace, 'before')
    await ada.untilDelivered(grace)
    await ada.stop()
    const frame = await ada.seal(grace, ({ era, number }) =>
      encodeCbor([1, 64, [era, number], 'from the future']),
    )
    await ada.start()
    const signal = AbortSignal.timeout(10_000)
    const wire = world.hub.network('Ada')
    await wire.connect(
      { peerId: grace.w.network.peerId, multiaddrs: grace.w.network.multiaddrs() },
      { signal },
    )
    await (await wire.openFrames(grace.w.network.peerId, { signal })).send([frame])
    await grace.untilTexts(ada, 2)
    await ada.send(grace, 'after')
    await grace.untilTexts(ada, 3)
    await ada.untilDelivered(grace)
    expect(await grace.texts(ada, 'them')).toEqual(['before', '', 'after'])
    const [unreadable] = (
      await grace.w.conversationBook.messages(grace.conversation(ada).id, { limit: 2 })
    ).slice(1)
    expect(unreadable && new Views(grace.w).message(unreadable).reason).toBe('unreadable')
  })

  test('last seen is known from the first answer on, also over an end without a word', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    await ada.send(grace, 'hello')
    await ada.untilDelivered(grace)
    await ada.until(() => (ada.contact(grace)?.lastSeen ?? 0) > 0)
    await ada.stop()
    await grace.stop()
    await ada.start()
    expect(ada.contact(grace)?.lastSeen).toBeGreaterThan(0)
  })

  test('three people do not hear each other', async () => {
    const world = await World.create()
    const [ada, grace, joan] = [
      await world.person('Ada'),
      await world.person('Grace'),
      await world.person('Joan'),
    ]
    await befriend(ada, grace)
    await befriend(ada, joan)
    await Promise.all([ada.send(grace, 'for Grace'), ada.send(joan, 'for Joan')])
    await Promise.all([grace.untilTexts(ada, 1), joan.untilTexts(ada, 1)])
    expect(await grace.texts(ada, 'them')).toEqual(['for Grace'])
    expect(await joan.texts(ada, 'them')).toEqual(['for Joan'])
    expect(grace.contact(joan)).toBeUndefined()
  })
})
