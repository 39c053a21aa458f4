import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { utf8 } from '#shared/bytes.ts'
import { outgoingText } from '#renderer/features/composer/outgoing-text.ts'
import { looksLikeAddress } from '#renderer/lib/address-text.ts'
import { hueOf, initials } from '#renderer/lib/look.ts'
import { personTitle } from '#renderer/lib/person.ts'
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
