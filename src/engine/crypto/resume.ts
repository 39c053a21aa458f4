import { concat, equal, u32be } from '#shared/bytes.ts'
import type { PreSharedKey } from './handshake.ts'
import type { SessionState } from './session-state.ts'

/**
 * The secret with which a new session proves that it continues this one; undefined while the session is unconfirmed.
 * Its id is the first 12 bytes of the session's name and the epoch.
 */
export function resumeKey(session: SessionState): PreSharedKey | undefined {
  const newest = session.resume[0]
  return newest && { mode: 2, id: resumeId(session, newest.epoch), secret: newest.secret }
}

/** The secret that the other side means by `id`: of the last epoch, or of the one before if it is a step behind. */
export function findResumeSecret(session: SessionState, id: Uint8Array): Uint8Array | undefined {
  return session.resume.find(({ epoch }) => equal(resumeId(session, epoch), id))?.secret
}

function resumeId(session: SessionState, epoch: number): Uint8Array {
  return concat(session.sid.subarray(0, 12), u32be(epoch))
}
