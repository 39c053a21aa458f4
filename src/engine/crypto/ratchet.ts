export { type EncryptOptions, PreparedStep, encrypt, prepareSend } from './ratchet-send.ts'
export { type DecryptOptions, type Decrypted, decrypt } from './ratchet-receive.ts'
