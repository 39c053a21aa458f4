import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLaunchOptions } from '../../../src/main/launch-options.ts'
import { profileFolder, readProfileName } from '../../../src/main/profile.ts'

describe('readProfileName', () => {
  it.each([
    [['.'], 'default'],
    [['.', '--profile=second'], 'second'],
    [['.', '--profile', 'second'], 'second'],
    [['.', '--profile=first', '--profile=second'], 'second'],
    [['.', `--profile=${'a'.repeat(32)}`], 'a'.repeat(32)],
  ])('reads %j as %s', (argv, name) => {
    expect(readProfileName(argv)).toBe(name)
  })

  it.each(['', '.', '..', '../x', 'a/b', 'a\\b', 'Second', 'zwölf', 'a b', 'a'.repeat(33), 'x\n'])(
    'refuses %j',
    (name) => {
      expect(readProfileName(['.', `--profile=${name}`])).toBeUndefined()
    },
  )

  it('refuses a switch without a name', () => {
    expect(readProfileName(['.', '--profile'])).toBeUndefined()
  })
})

describe('profileFolder', () => {
  it('gives each profile a folder of its own', () => {
    expect(profileFolder('base', 'second')).toBe(join('base', 'profiles', 'second'))
  })
})

describe('readLaunchOptions', () => {
  const env = {
    SOTTO_USER_DATA: '/somewhere',
    SOTTO_LISTEN: '/ip4/127.0.0.1/tcp/1,/ip4/127.0.0.1/tcp/2',
    SOTTO_NO_MDNS: '1',
    SOTTO_PASSPHRASE: 'open sesame',
  }

  it('reads the environment of a developer or a test', () => {
    expect(readLaunchOptions({ ...env }, false)).toEqual({
      userData: '/somewhere',
      engine: {
        listen: ['/ip4/127.0.0.1/tcp/1', '/ip4/127.0.0.1/tcp/2'],
        mdns: false,
        passphrase: 'open sesame',
      },
    })
  })

  it('leaves everything to the engine when nothing is said', () => {
    expect(readLaunchOptions({}, false)).toEqual({ engine: {} })
  })

  it('reads nothing in an installed app', () => {
    expect(readLaunchOptions({ ...env }, true)).toEqual({ engine: {} })
  })

  it.each([false, true])('takes the passphrase out of the environment (installed: %s)', (isPackaged) => {
    const given = { SOTTO_PASSPHRASE: 'open sesame', OTHER: 'kept' }
    readLaunchOptions(given, isPackaged)
    expect(given).toEqual({ OTHER: 'kept' })
  })
})
