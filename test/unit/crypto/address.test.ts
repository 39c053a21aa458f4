import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  MAX_LINK_LENGTH,
  contactIdOf,
  decodeAddress,
  encodeAddress,
  encodeLink,
  loadCrypto,
} from '#engine/crypto/index.ts'
import { fromBase32, toBase32 } from '#engine/crypto/base32.ts'
import { hash } from '#engine/crypto/kdf.ts'
import { person } from './kit.ts'

await loadCrypto()

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const PEER_KEY = new Uint8Array(32).fill(3)

/** An address whose checksum is right, whatever stands in it. */
function sealed(payload: Uint8Array): string {
  return `SOTTO:${toBase32(Uint8Array.of(...payload, ...hash('sotto1/addr-ck', payload).subarray(0, 4)))}`
}

function refusal(input: string): string {
  try {
    decodeAddress(input)
  } catch (error) {
    expect(error).toMatchObject({ name: 'Fault', code: 'bad-address' })
    return (error as Error).message
  }
  return 'accepted'
}

describe('address', () => {
  test('round trip as text and as link, in either case and with space around it', () => {
    fc.assert(
      fc.property(
        key,
        fc.option(key, { nil: undefined }),
        fc.constantFrom('', ' ', '\n\t'),
        (id, peerKey, space) => {
          const address = encodeAddress(peerKey ? { id, peerKey } : { id })
          for (const form of [
            address,
            address.toLowerCase(),
            encodeLink(address, []),
            `${space}${address}${space}`,
          ]) {
            const decoded = decodeAddress(form)
            expect(decoded.id).toEqual(id)
            expect(decoded.contactId).toBe(contactIdOf(id))
            expect(decoded.peerKey).toEqual(peerKey)
            expect(decoded.kind).toBe('public')
            expect(decoded.hints).toEqual([])
          }
        },
      ),
    )
  })

  test('has the lengths that the QR code is made for', () => {
    const { id } = person('alice')
    expect(encodeAddress({ id })).toHaveLength(6 + 61)
    expect(encodeAddress({ id, peerKey: PEER_KEY })).toHaveLength(6 + 112)
    expect(encodeAddress({ id, peerKey: PEER_KEY })).toMatch(/^SOTTO:[A-Z2-7]+$/)
  })

  test('H11 every mistyped or missing character is noticed', () => {
    const address = encodeAddress({ id: person('alice').id, peerKey: PEER_KEY })
    for (let i = 6; i < address.length; i++) {
      const other = address[i] === 'A' ? 'B' : 'A'
      expect(refusal(address.slice(0, i) + other + address.slice(i + 1))).toMatch(/mistyped or missing/)
      expect(refusal(address.slice(0, i) + address.slice(i + 1))).toMatch(/mistyped or missing/)
      expect(refusal(`${address.slice(0, i)}7${address.slice(i)}`)).toMatch(/mistyped or missing/)
      expect(refusal(address.slice(0, i))).toMatch(/mistyped or missing/)
    }
    expect(refusal(`${address}A`)).toMatch(/mistyped or missing/)
  })

  test('V2 says what is wrong: not an address, a newer version, an invite', () => {
    const id = new Uint8Array(32).fill(5)
    expect(refusal('https://example.org')).toMatch(/not a Sotto address/)
    expect(refusal('')).toMatch(/not a Sotto address/)
    expect(refusal(sealed(Uint8Array.of(0x21, 0, ...id)))).toMatch(/newer version/)
    expect(refusal(sealed(Uint8Array.of(0x11, 0x80, ...id)))).toMatch(/newer version/)
    expect(refusal(sealed(Uint8Array.of(0x12, 0, ...id)))).toMatch(/one-time invite/)
    expect(refusal(sealed(Uint8Array.of(0x11, 0, ...id, 0)))).toMatch(/mistyped or missing/)
    expect(refusal(`sotto:${'A'.repeat(MAX_LINK_LENGTH)}`)).toMatch(/too long/)
    expect(refusal('A'.repeat(1_000_000))).toMatch(/too long/)
  })

  test('an address with a mailbox of a later version still names its owner', () => {
    const id = new Uint8Array(32).fill(5)
    const mailbox = new Uint8Array(48).fill(8)
    expect(decodeAddress(sealed(Uint8Array.of(0x11, 2, ...id, ...mailbox)))).toMatchObject({ id })
    const both = decodeAddress(sealed(Uint8Array.of(0x11, 3, ...id, ...PEER_KEY, ...mailbox)))
    expect(both.peerKey).toEqual(PEER_KEY)
  })

  test('letters of other scripts do not fold into the alphabet', () => {
    expect(fromBase32('ſſ')).toBeUndefined()
    expect(fromBase32('İA')).toBeUndefined()
  })

  test('a link carries at most four hints and 1,000 characters', () => {
    const address = encodeAddress({ id: person('alice').id, peerKey: PEER_KEY })
    const hints = ['/ip4/192.0.2.7/tcp/4001', '/ip6/fe80::1/tcp/4001', '/dns4/a&b=c?d#e%/tcp/1', '/x', '/y']
    const link = encodeLink(address, hints)
    expect(link).toContain('?at=/ip4/192.0.2.7/tcp/4001&at=/ip6/fe80::1/tcp/4001')
    expect(decodeAddress(link).hints).toEqual(hints.slice(0, 4))
    const long = Array.from({ length: 8 }, (_, i) => `/${'x'.repeat(250)}${i}`)
    const full = encodeLink(address, long)
    expect(full.length).toBeLessThanOrEqual(MAX_LINK_LENGTH)
    expect(decodeAddress(full).hints).toEqual(long.slice(0, 3))
    const many = `${encodeLink(address, [])}?${Array.from({ length: 20 }, () => 'at=/a').join('&')}`
    expect(decodeAddress(many).hints).toHaveLength(4)
    expect(decodeAddress(`${encodeLink(address, [])}?later=1&at=/a&at=&x`).hints).toEqual(['/a'])
    expect(refusal(`${encodeLink(address, [])}?at=%E0%A4%A`)).toMatch(/question mark is damaged/)
  })

  test('any text is an address or a bad-address, never anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((s) => `sotto:${s}`),
          fc.base64String(),
        ),
        (input) => {
          refusal(input)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('base32 is a bijection on its image', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (data) => {
        expect(fromBase32(toBase32(data))).toEqual(data)
      }),
    )
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z2-7]{0,20}$/), (data) => {
        const decoded = fromBase32(data)
        if (decoded !== undefined) expect(toBase32(decoded)).toBe(data)
      }),
    )
  })
})
