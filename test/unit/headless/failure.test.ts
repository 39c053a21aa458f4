import { describe, expect, test } from 'vitest'
import { failureLine } from '#headless/failure.ts'
import { Fault } from '#shared/fault.ts'

describe('what is said of a failure', () => {
  test('a fault speaks for itself', () => {
    expect(failureLine(new Fault('in-use', 'Sotto already runs with this profile.'))).toBe(
      'Sotto already runs with this profile.',
    )
  })

  test('the disk is told from the rest', () => {
    const refused = Object.assign(new Error("EACCES: permission denied, mkdir '/home/ada'"), {
      code: 'EACCES',
    })
    expect(failureLine(refused)).toBe('the data folder cannot be written to')
  })

  test('of anything else there are the facts alone', () => {
    expect(failureLine(new TypeError('the text of a message'))).toMatch(
      /^internal error: TypeError at failure\.test\.ts:\d+:\d+$/,
    )
  })
})
