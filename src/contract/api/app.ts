import { z } from 'zod'
import { method } from '../define.ts'
import { empty } from './common.ts'

export const appMethods = {
  'app.version': method(
    empty,
    z.strictObject({
      app: z.string(),
      /** Version of this contract. */
      contract: z.int(),
      /** Version of the wire protocol. */
      protocol: z.int(),
    }),
  ),
}
