import { describe, expect, test } from 'vitest'
import { parseCommand } from '#headless/args.ts'
import { UsageError } from '#headless/host-error.ts'

const place = { platform: 'linux', env: {}, home: '/home/ada' } as const
const parse = (...argv: string[]) => parseCommand(argv, place)

describe('parseCommand', () => {
  test('rpc with everything', () => {
    const argv = [
      'rpc',
      '--data',
      '/d',
      '--no-mdns',
      '--passphrase-file',
      '/p',
      '--listen',
      '/ip4/1.2.3.4/tcp/1',
    ]
    expect(parse(...argv)).toEqual({
      name: 'rpc',
      options: { dataDir: '/d', listen: ['/ip4/1.2.3.4/tcp/1'], mdns: false, passphraseFile: '/p' },
    })
  })

  test('web with its defaults', () => {
    const options = { listen: [], mdns: true, port: 0, open: false }
    expect(parse('web')).toEqual({
      name: 'web',
      options: { ...options, dataDir: '/home/ada/.local/share/sotto/default' },
    })
  })

  test.each([
    [['--listen', '/a', '--listen', '/b', 'rpc']],
    [['rpc', '--listen', '/a', '/b']],
    [['rpc', '--listen=/a', '/b', '--no-mdns']],
  ])('--listen takes several: %j', (argv) => {
    expect(parse(...argv)).toMatchObject({ options: { listen: ['/a', '/b'] } })
  })

  test('help and version come before any error', () => {
    expect(parse('nonsense', '--help')).toEqual({ name: 'help' })
    expect(parse('-v')).toEqual({ name: 'version' })
  })

  test.each([
    [[]],
    [['run']],
    [['rpc', 'more']],
    [['rpc', '/ip4/1.2.3.4/tcp/1']],
    [['rpc', '--nothing']],
    [['rpc', '--data']],
    [['rpc', '--data=']],
    [['rpc', '--data', 'a', '--profile', 'b']],
    [['rpc', '--profile', '../b']],
    [['rpc', '--profile', '']],
    [['rpc', '--port', '1']],
    [['rpc', '--open']],
    [['rpc', '--listen', 'tcp']],
    [['rpc', '--listen', `/${'a'.repeat(512)}`]],
    [['web', '--port', '65536']],
    [['web', '--port', '-1']],
    [['web', '--port', '1e3']],
  ])('refuses %j', (argv) => {
    expect(() => parse(...argv)).toThrow(UsageError)
  })

  test.each([
    ['linux', { XDG_DATA_HOME: '/x' }, '/x/sotto/second'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/sotto/second'],
    ['darwin', {}, '/home/ada/Library/Application Support/Sotto/second'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/Sotto/second'],
  ] as const)('profiles on %s with %j', (platform, env, dataDir) => {
    const command = parseCommand(['rpc', '--profile', 'second'], { platform, env, home: '/home/ada' })
    expect(command).toMatchObject({ options: { dataDir } })
  })
})
