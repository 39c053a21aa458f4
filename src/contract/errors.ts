import { z } from 'zod'
import { FAULT_CODES } from '#shared/fault.ts'

/** The closed list of error codes; `FAULT_CODES` says what each one means. */
export const errorCode = z.enum(FAULT_CODES)
export type ErrorCode = z.infer<typeof errorCode>

/** An error as it crosses the bridge: a class and a stack do not survive IPC, a code does. */
export const errorBody = z.strictObject({ code: errorCode, message: z.string().max(500) })
export type ErrorBody = z.infer<typeof errorBody>
