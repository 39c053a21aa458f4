import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative, resolve, sep } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const ROOT = resolve(import.meta.dirname, '../..')
const FIXTURES = join(import.meta.dirname, 'fixtures')
const FOLDERS = ['src', 'test', 'tools', 'bench', 'bin']
const ROOT_FILES = /^(package\.json|\.gitignore|\.ox(lint|fmt)rc\.json|tsconfig.*\.json|.*\.config\.ts)$/

/** One known-bad file: `file` must be reported by `tool` under the rule `code`, in words that contain `words`. */
export interface Canary {
  readonly rule: string
  readonly file: string
  readonly tool: string
  readonly code: string
  readonly words: string
}

export interface Printed {
  readonly code: number
  readonly stdout: string
}

/**
 * A copy of the working tree in a temporary folder with every fixture in the place where it breaks its rule, so that
 * the real tools run with the real configuration on the real layout and nothing is ever left behind in src.
 */
export class Tree {
  readonly path = mkdtempSync(join(tmpdir(), 'sotto-arch-'))

  constructor() {
    const notFixtures = (source: string) => source !== FIXTURES
    for (const folder of FOLDERS) {
      if (existsSync(join(ROOT, folder))) {
        cpSync(join(ROOT, folder), join(this.path, folder), { recursive: true, filter: notFixtures })
      }
    }
    for (const name of readdirSync(ROOT)) {
      if (ROOT_FILES.test(name)) cpSync(join(ROOT, name), join(this.path, name))
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.path, 'node_modules'), 'junction')
    for (const rule of readdirSync(FIXTURES)) cpSync(join(FIXTURES, rule), this.path, { recursive: true })
  }

  /** Runs the npm script of that name, with further arguments, as `npm run` would. */
  async runScript(name: string, more = ''): Promise<Printed> {
    const command = `${packageJson(this.path).scripts[name] ?? `no script ${name}`} ${more}`
    const PATH = `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`
    return new Promise((done) => {
      const [shell, flag] = process.platform === 'win32' ? ['cmd.exe', '/c'] : ['sh', '-c']
      const options = { cwd: this.path, env: { ...process.env, PATH, NO_COLOR: '1' }, maxBuffer: 1 << 28 }
      execFile(shell, [flag, command], options, (error, stdout) => {
        done({ code: error ? Number(error.code ?? 1) : 0, stdout: stripVTControlCharacters(stdout) })
      })
    })
  }

  addDependency(name: string, version: string): void {
    const manifest = packageJson(this.path)
    const changed = { ...manifest, dependencies: { ...manifest.dependencies, [name]: version } }
    writeFileSync(join(this.path, 'package.json'), JSON.stringify(changed, null, 2))
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

function packageJson(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** Reads the fixtures' first lines: `// canary: TOOL RULE WORDS`. A fixture without one only helps another. */
export function readCanaries(): Canary[] {
  const canaries: Canary[] = []
  for (const entry of readdirSync(FIXTURES, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const [, tool, code, words] = /^\/\/ canary: (\S+) (\S+) ?(.*)/.exec(readFileSync(path, 'utf8')) ?? []
    if (tool === undefined || code === undefined) continue
    const [rule = '', ...rest] = relative(FIXTURES, path).split(sep)
    canaries.push({ rule, file: rest.join('/'), tool, code, words: words ?? '' })
  }
  return canaries
}

/** The working tree's own files of these folders, as paths with forward slashes. */
export function sources(root: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
  )
}
