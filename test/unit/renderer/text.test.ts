import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { utf8 } from '#shared/bytes.ts'
import { outgoingText } from '#renderer/features/composer/outgoing-text.ts'
import { addressIn, looksLikeAddress, MAX_ADDRESS_CHARS } from '#renderer/lib/address-text.ts'
import { hueOf, initials } from '#renderer/lib/look.ts'
import { neverReached, personTitle } from '#renderer/lib/person.ts'
import { utf8Length } from '#renderer/lib/utf8-length.ts'

test('bytes are counted as the encoder counts them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Length(text)).toBe(utf8(text).length)
    }),
  )
  expect(utf8Length('\uD83C')).toBe(3)
  expect(utf8Length('a\uD83Cb')).toBe(5)
})

describe('what is sent of what was written', () => {
  test.each([
    ['  indented\n  code  \n\n', '  indented\n  code'],
    ['\n \n\nhello', 'hello'],
    [' \n\t ', ''],
    ['', ''],
    ['a\n\nb', 'a\n\nb'],
    ['half \uD83C', 'half \uFFFD'],
  ])('%j becomes %j', (written, sent) => expect(outgoingText(written)).toBe(sent))

  test('a long run of white space takes no time to speak of', () => {
    expect(outgoingText(' '.repeat(60_000) + 'x')).toHaveLength(60_001)
  })
})

describe('what can be an address', () => {
  test.each(['SOTTO:CEAKJQ3ZP5WX2M7FHRN6', '  sotto:ceakjq3zp5wx2m7fhrn6?at=/ip4/127.0.0.1/tcp/1  '])(
    '%s',
    (text) => expect(looksLikeAddress(text)).toBe(true),
  )
  test.each(['', 'https://example.org', 'sotto:', 'sotto:1890', `sotto:${'A'.repeat(2000)}`])(
    'not %s',
    (text) => expect(looksLikeAddress(text)).toBe(false),
  )
})

describe('an address as people paste it', () => {
  const plain = `SOTTO:${'CEAKJQ3ZP5WX2M7F'.repeat(7)}`
  const bare = `sotto:${'CEAKJQ3ZP5WX2M7F'.repeat(4).slice(3)}`
  const link = `sotto:${plain.slice(6)}?at=/ip4/192.168.1.20/tcp/40123&at=/ip6/fe80::1/tcp/40123`
  const broken = (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at)

  test.each([plain, bare, link])('%s stays, whatever is around it', (address) => {
    expect(addressIn(address)).toBe(address)
    expect(addressIn(`  ${address}\n`)).toBe(address)
    expect(addressIn(`Here: ${address} bye`)).toBe(address)
    expect(addressIn(`My sotto: address is\n${address}\nSee you at seven, Ada`)).toBe(address)
    expect(addressIn(`Is it <${address}>?`)).toBe(address)
    expect(addressIn(`It is (${address}). Add me`)).toBe(address)
    expect(addressIn(`${address}\n${address}`)).toBe(address)
    expect(addressIn(`${address} or see https://example.org/a=1`)).toBe(address)
  })

  test.each([' ', '\n', '\r\n', ' \n  '])('an address broken anywhere by %j is put together', (by) => {
    for (const address of [plain, bare]) {
      for (let at = 6; at < address.length; at++) {
        expect(addressIn(`Here: ${broken(address, at, by)} bye`)).toBe(address)
      }
    }
  })

  test('a link broken into lines is put together', () => {
    for (const width of [20, 30, 64, 72, 76, 78]) {
      const lines = link.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
      expect(addressIn(`Hello!\n\n${lines.join('\n')}\n\nBye`)).toBe(link)
    }
  })

  test.each(['', 'hello', 'https://example.org', 'sotto:', 'sotto:ABCDEFGHIJ'])('%j stays as it is', (text) =>
    expect(addressIn(` ${text} `)).toBe(text),
  )

  test('of an address with a length of its own the first piece is taken', () => {
    expect(addressIn('Here: sotto:ABCDEFGHIJ, bye')).toBe('sotto:ABCDEFGHIJ')
  })

  test('any text gives a bounded one, at once', () => {
    const part = fc.constantFrom(
      'sotto:',
      'A'.repeat(61),
      'B'.repeat(51),
      ' ',
      '\n',
      '?at=',
      '/ip4/',
      '.',
      'é',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        expect(addressIn(parts.join('')).length).toBeLessThanOrEqual(MAX_ADDRESS_CHARS)
      }),
    )
    for (const part of ['sotto:', 'sotto: ', ' ', 'A', 'sotto:A ', '?', ')']) {
      expect(addressIn(`x${part.repeat(100_000)}x`).length).toBeLessThanOrEqual(MAX_ADDRESS_CHARS)
    }
  })
})

describe('avatars', () => {
  test.each([
    ['Ada Lindqvist', 'AL'],
    ['ada', 'A'],
    ['Bruno (climbing)', 'BC'],
    ['Jean de la Fontaine', 'JF'],
    ['Дмитрий Орлов', 'ДО'],
    ['👩‍🚀 Kim', '👩‍🚀K'],
    ['…', ''],
    ['', ''],
  ])('%s has %s', (name, letters) => expect(initials(name)).toBe(letters))

  test('a hue belongs to an id', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect(hueOf(id)).toBe(hueOf(id))
        expect(hueOf(id)).toBeGreaterThanOrEqual(0)
        expect(hueOf(id)).toBeLessThan(360)
      }),
    )
  })
})

test('our name for a person comes first, and a person without one can be told apart', () => {
  expect(personTitle({ id: 'abcdef', nickname: 'A', displayName: 'B' })).toBe('A')
  expect(personTitle({ id: 'abcdef', nickname: '', displayName: 'B' })).toBe('B')
  expect(personTitle({ id: 'abcdef', nickname: '', displayName: '' })).toBe('Contact abcd')
})

test('who was asked and never reached has not been sent anything', () => {
  const asked = { state: 'requested', online: false, lastSeen: null } as const
  expect(neverReached(asked)).toBe(true)
  expect(neverReached({ ...asked, online: true })).toBe(false)
  expect(neverReached({ ...asked, lastSeen: 0 })).toBe(false)
  expect(neverReached({ ...asked, state: 'accepted' })).toBe(false)
})
