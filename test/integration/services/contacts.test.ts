import { describe, expect, test } from 'vitest'
import { befriend, World } from '#test/kit/world.ts'

describe('a request', () => {
  test('arrives with its text, waits for an answer, and is answered', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await ada.w.contacts.add(grace.link, 'Gracie', 'Hello, it is me')
    await grace.until(() => grace.contact(ada)?.state === 'pending')
    expect(grace.contact(ada)?.displayName).toBe('Ada')
    expect(await grace.thread(ada)).toEqual([{ from: 'them', text: 'Hello, it is me', state: 'delivered' }])
    await ada.untilDelivered(grace)
    expect(ada.contact(grace)).toMatchObject({ state: 'requested', displayName: '', nickname: 'Gracie' })
    await grace.w.contacts.accept(ada.id)
    await ada.untilAccepted(grace)
    expect(ada.contact(grace)?.displayName).toBe('Grace')
    expect(ada.w.contacts.safetyNumber(grace.id)).toBe(grace.w.contacts.safetyNumber(ada.id))
  })

  test('reaches somebody who comes online later, over a restart of the asker', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    const { link } = grace
    await grace.stop()
    await ada.w.contacts.add(link)
    await ada.stop()
    await grace.start()
    await ada.start()
    await grace.until(() => grace.contact(ada)?.state === 'pending')
  })

  test('of both at once makes them contacts without anybody accepting', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await Promise.all([
      ada.w.contacts.add(grace.link, undefined, 'from Ada'),
      grace.w.contacts.add(ada.link, undefined, 'from Grace'),
    ])
    await Promise.all([ada.untilAccepted(grace), grace.untilAccepted(ada)])
    await ada.send(grace, 'second')
    await grace.send(ada, 'zweite')
    await Promise.all([ada.untilTexts(grace, 2), grace.untilTexts(ada, 2)])
    await Promise.all([ada.untilDelivered(grace), grace.untilDelivered(ada)])
    expect(await ada.texts(grace, 'them')).toEqual(['from Grace', 'zweite'])
    expect(await grace.texts(ada, 'them')).toEqual(['from Ada', 'second'])
  })

  test('holds back what is written before it is accepted', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await ada.w.contacts.add(grace.link, undefined, 'please')
    await grace.until(() => grace.contact(ada)?.state === 'pending')
    await ada.send(grace, 'one')
    await ada.send(grace, 'two')
    expect(await grace.texts(ada, 'them')).toEqual(['please'])
    await expect(grace.send(ada, 'not yet')).rejects.toMatchObject({ code: 'conflict' })
    await grace.w.contacts.accept(ada.id)
    await grace.untilTexts(ada, 3)
    expect(await grace.texts(ada, 'them')).toEqual(['please', 'one', 'two'])
  })

  test('to oneself, to nonsense or with a text that is too long is refused', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await expect(ada.w.contacts.add(ada.link)).rejects.toMatchObject({ code: 'own-address' })
    await expect(ada.w.contacts.add('sotto:NONSENSE')).rejects.toMatchObject({ code: 'bad-address' })
    const long = 'ü'.repeat(1_001)
    await expect(ada.w.contacts.add(grace.link, undefined, long)).rejects.toMatchObject({ code: 'too-large' })
    expect(ada.contact(grace)).toBeUndefined()
  })
})

describe('a contact', () => {
  test('that was removed and added again is reached, both ways', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    await ada.send(grace, 'before')
    await grace.send(ada, 'vorher')
    await Promise.all([ada.untilDelivered(grace), grace.untilDelivered(ada)])
    await ada.w.contacts.remove(grace.id)
    expect(ada.contact(grace)).toBeUndefined()
    expect(ada.w.conversationBook.withContact(grace.id)).toBeUndefined()
    await grace.send(ada, 'into the void')
    await ada.w.contacts.add(grace.link)
    await ada.untilAccepted(grace)
    await ada.send(grace, 'after')
    await grace.send(ada, 'nachher')
    await Promise.all([ada.untilTexts(grace, 2), grace.untilTexts(ada, 2)])
    expect(await ada.texts(grace, 'them')).toEqual(['into the void', 'nachher'])
    expect(await grace.texts(ada, 'them')).toEqual(['before', 'after'])
    await grace.untilDelivered(ada)
  })

  test('that is blocked reaches nobody; what it sent meanwhile arrives when the block is lifted', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    await grace.w.contacts.block(ada.id)
    await ada.send(grace, 'are you there?')
    await expect(grace.send(ada, 'no')).rejects.toMatchObject({ code: 'conflict' })
    expect(grace.w.isOnline(grace.w.contactBook.get(ada.id))).toBe(false)
    await grace.w.contacts.unblock(ada.id)
    await grace.untilTexts(ada, 1)
    await ada.untilDelivered(grace)
    expect(await grace.texts(ada, 'them')).toEqual(['are you there?'])
  })

  test('that is removed and added again in the same breath is there, with a conversation', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    await ada.send(grace, 'to be forgotten')
    await ada.untilDelivered(grace)
    await Promise.all([ada.w.contacts.remove(grace.id), ada.w.contacts.add(grace.link, undefined, 'again')])
    await ada.w.contacts.add(grace.link)
    await ada.untilAccepted(grace)
    await ada.send(grace, 'still here')
    await grace.untilTexts(ada, 2)
    await ada.stop()
    await ada.start()
    expect(ada.contact(grace)?.state).toBe('accepted')
    expect(await ada.texts(grace, 'me')).toContain('still here')
  })

  test('whose new computer is added by its address is asked there, and answers there', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    await grace.stop()
    const again = await world.person('Grace', { root: grace.record.root, device: 'Grace on a new computer' })
    await ada.w.contacts.add(again.link)
    await again.until(() => again.contact(ada)?.state === 'pending')
    await ada.send(again, 'is it you?')
    await again.w.contacts.accept(ada.id)
    await again.untilTexts(ada, 1)
    await ada.untilAccepted(again)
    expect(await again.texts(ada, 'them')).toEqual(['is it you?'])
  })

  test('that recovered on another computer becomes a contact again, unverified', async () => {
    const world = await World.create()
    const [ada, grace] = [await world.person('Ada'), await world.person('Grace')]
    await befriend(ada, grace)
    await grace.w.contacts.verify(ada.id, true)
    await ada.stop()
    await grace.send(ada, 'while you were away')
    const again = await world.person('Ada', { root: ada.record.root, device: 'Ada on a new computer' })
    expect(again.id).toBe(again.w.own.identity.contactId)
    await again.w.contacts.add(grace.link)
    await again.untilAccepted(grace)
    await again.untilTexts(grace, 1)
    await again.send(grace, 'back again')
    await grace.untilTexts(again, 1)
    expect(await again.texts(grace, 'them')).toEqual(['while you were away'])
    expect(grace.contact(again)).toMatchObject({ state: 'accepted', verified: false })
    await grace.untilDelivered(again)
  })
})
