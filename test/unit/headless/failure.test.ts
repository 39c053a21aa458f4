import { describe, expect, test } from 'vitest'
import { crashFacts, failureLine } from '#headless/failure.ts'
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

  test('a crash names its class and place, never its message or a folder', () => {
    const facts = crashFacts(new TypeError('the text of a message'))
    expect(facts).toMatch(/^TypeError at failure\.test\.ts:\d+:\d+$/)
    expect(crashFacts('the text of a message')).toBe('string')
  })
})
