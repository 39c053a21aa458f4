import type { ErrorBody, ErrorCode } from '#contract/errors.ts'

/** What a request throws: the code to branch on, the message to show. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode

  constructor({ code, message }: ErrorBody) {
    super(message)
    this.code = code
  }
}

/** Words for whatever was thrown; what is not ours is not shown. */
export function errorText(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Something went wrong in this window. Try again.'
}
