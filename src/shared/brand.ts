declare const brand: unique symbol

/** A value that says what it is: `Brand<string, 'ContactId'>` is not assignable from a bare string. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
