import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { dataFolder, type Place } from './data-dir.ts'
import { UsageError } from './host-error.ts'

export interface ProfileOptions {
  readonly dataDir: string
  /** Empty: wherever the engine listens of its own. */
  readonly listen: readonly string[]
  readonly mdns: boolean
  readonly passphraseFile?: string
}
export interface WebOptions extends ProfileOptions {
  /** 0: any free one. */
  readonly port: number
  readonly open: boolean
}
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'rpc'; readonly options: ProfileOptions }
  | { readonly name: 'web'; readonly options: WebOptions }

const COMMON = {
  data: { type: 'string' },
  profile: { type: 'string' },
  listen: { type: 'string', multiple: true },
  'no-mdns': { type: 'boolean' },
  'passphrase-file': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const
const WEB = { ...COMMON, port: { type: 'string' }, open: { type: 'boolean' } } as const

/** Longer ones do not exist: a hostname has at most 253 characters. */
const MAX_MULTIADDR = 512

/** @throws UsageError */
export function parseCommand(argv: readonly string[], place: Place): Command {
  const { values, positionals } = parse(spreadListen(argv))
  if (values.help) return { name: 'help' }
  if (values.version) return { name: 'version' }
  const [name, ...rest] = positionals
  if (name === undefined) throw new UsageError('no command given')
  if (name !== 'rpc' && name !== 'web') throw new UsageError(`unknown command '${name}'`)
  if (rest.length > 0) throw new UsageError(`unexpected argument '${rest[0]}'`)
  const passphraseFile = values['passphrase-file']
  const options: ProfileOptions = {
    dataDir: resolve(folderOf(values.data, values.profile, place)),
    listen: (values.listen ?? []).map(multiaddr),
    mdns: !values['no-mdns'],
    ...(passphraseFile === undefined ? {} : { passphraseFile: resolve(passphraseFile) }),
  }
  if (name === 'web') {
    return { name, options: { ...options, port: port(values.port), open: values.open === true } }
  }
  if (values.port !== undefined || values.open) {
    throw new UsageError(`'${values.open ? '--open' : '--port'}' belongs to sotto web`)
  }
  return { name, options }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: WEB, allowPositionals: true, strict: true })
  } catch (error) {
    // parseArgs explains how to pass a positional argument after the first sentence, which is no help here.
    const message = error instanceof Error ? error.message : ''
    throw new UsageError(message.split('. ')[0] ?? message, { cause: error })
  }
}

/** `--listen A B` means `--listen A --listen B`: a multiaddr starts with a slash, a command never does. */
function spreadListen(argv: readonly string[]): string[] {
  const args: string[] = []
  let listening = false
  for (const [index, arg] of argv.entries()) {
    if (listening && arg.startsWith('/') && argv[index - 1] !== '--listen') args.push('--listen')
    else if (arg.startsWith('-')) listening = arg === '--listen' || arg.startsWith('--listen=')
    args.push(arg)
  }
  return args
}

function folderOf(data: string | undefined, profile: string | undefined, place: Place): string {
  if (data !== undefined && profile !== undefined) throw new UsageError('give --data or --profile, not both')
  if (data === '') throw new UsageError('--data is empty')
  if (data !== undefined) return data
  const name = profile ?? 'default'
  if (!/^[a-z0-9-]{1,32}$/.test(name)) {
    throw new UsageError('--profile takes 1 to 32 lower-case letters, digits and hyphens')
  }
  return dataFolder(name, place)
}

function multiaddr(value: string): string {
  if (value.startsWith('/') && value.length <= MAX_MULTIADDR) return value
  throw new UsageError('--listen takes a multiaddr, for example /ip4/0.0.0.0/tcp/4001')
}

function port(value: string | undefined): number {
  if (value === undefined) return 0
  const number = Number(value)
  if (/^\d{1,5}$/.test(value) && number <= 65_535) return number
  throw new UsageError('--port takes a number from 0 to 65535')
}
