/**
 * Every label under which anything is hashed, derived or signed. A label has exactly one call site (a test counts), so
 * that no output can be mistaken for another. `sotto1/` is the protocol's version: version 2 renames them all.
 */
export const LABELS = [
  'sotto1/identity',
  'sotto1/address',
  'sotto1/addr-ck',
  'sotto1/root/sig',
  'sotto1/root/dh',
  'sotto1/root/kem',
  'sotto1/prekey',
  'sotto1/prekey-id',
  'sotto1/hs',
  'sotto1/hs/1',
  'sotto1/hs/2',
  'sotto1/ck/1',
  'sotto1/ck/2',
  'sotto1/k1',
  'sotto1/k2',
  'sotto1/sk',
  'sotto1/sid',
  'sotto1/init',
  'sotto1/ad',
  'sotto1/hk0',
  'sotto1/rk',
  'sotto1/rk/n',
  'sotto1/rk/x',
  'sotto1/ck',
  'sotto1/mk',
  'sotto1/body',
  'sotto1/pq',
  'sotto1/resume',
  'sotto1/sn',
  'sotto1/db/rec',
  'sotto1/db/idx',
  'sotto1/kek',
  'sotto1/kcv',
] as const

export type Label = (typeof LABELS)[number]
