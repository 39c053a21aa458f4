import { syncBuiltinESMExports } from 'node:module'

/**
 * Electron's node:crypto is BoringSSL, Node's is OpenSSL. What BoringSSL lacks is refused here as well, or code that
 * is green under Node would fail on the first run inside Electron (electron/electron#24024). The lists are an
 * allow-list after BoringSSL's own tables; they are approximate on the strict side.
 */
const CIPHER =
  /^(aes-(128|192|256)-(cbc|cfb|ctr|ecb|gcm|ofb)|des-(cbc|ecb|ede|ede-cbc|ede3-cbc)|des3|rc2-cbc|rc4)$/i
const DIGEST =
  /^(rsa-)?(md4|md5|md5-sha1|sha-?1|sha-?224|sha-?256|sha-?384|sha-?512(-(224|256))?|ripemd160|rmd160)$/i
const MISSING_KEY_TYPE = /^(ed448|x448)$/

export function narrowCrypto() {
  const crypto = process.getBuiltinModule('node:crypto')
  const refuseUnless = (accepts, what, code, names) => {
    for (const name of names) {
      const original = crypto[name]
      crypto[name] = function (first, ...rest) {
        if (!accepts(first, ...rest)) throw Object.assign(new Error(`Unknown ${what}`), { code })
        return original.call(this, first, ...rest)
      }
    }
  }

  refuseUnless((name) => CIPHER.test(name), 'cipher', 'ERR_CRYPTO_UNKNOWN_CIPHER', [
    'createCipheriv',
    'createDecipheriv',
  ])
  refuseUnless((name) => DIGEST.test(name), 'digest', 'ERR_OSSL_EVP_UNSUPPORTED', [
    'createHash',
    'createHmac',
    'hash',
  ])
  refuseUnless(
    (type, options) => !MISSING_KEY_TYPE.test(type) && options?.namedCurve !== 'secp256k1',
    'key type',
    'ERR_INVALID_ARG_VALUE',
    ['generateKeyPair', 'generateKeyPairSync'],
  )

  const ciphers = crypto.getCiphers().filter((name) => CIPHER.test(name))
  const digests = crypto.getHashes().filter((name) => DIGEST.test(name))
  crypto.getCiphers = () => [...ciphers]
  crypto.getHashes = () => [...digests]
  syncBuiltinESMExports()
}
