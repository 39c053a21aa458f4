import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forbiddenComments } from './comments.ts'
import { readCanaries, sources, Tree, type Printed } from './tree.ts'

interface Report {
  readonly file: string
  readonly code: string
  readonly words: string
}

const ROOT = resolve(import.meta.dirname, '../..')
const SOURCE_FOLDERS = ['src', 'tools']
const canaries = readCanaries()
let tree: Tree
beforeAll(() => {
  tree = new Tree()
})
afterAll(() => tree.remove())

describe('oxlint', () => {
  let filesSeen = 0
  let reports: Report[] = []
  let run: Printed
  beforeAll(async () => {
    run = await tree.runScript('lint', '--format json')
    const printed = JSON.parse(run.stdout) as {
      number_of_files: number
      diagnostics: { filename: string; code: string; message: string; help?: string }[]
    }
    filesSeen = printed.number_of_files
    reports = printed.diagnostics.map(({ filename, code, message, help }) => {
      return { file: filename.replaceAll('\\', '/'), code, words: `${message} ${help ?? ''}` }
    })
  })

  test('fails on the tree with known-bad files', () => expect(run.code).toBe(1))
  test('looks at the real tree', () => {
    const own = sources(ROOT, SOURCE_FOLDERS).length
    expect(own).toBeGreaterThan(50)
    expect(filesSeen).toBeGreaterThanOrEqual(own)
  })
  eachCanary('oxlint', () => reports)
})

describe('tsc', () => {
  let reports: Report[] = []
  let run: Printed
  beforeAll(async () => {
    run = await tree.runScript('types', '--pretty false')
    reports = [...run.stdout.matchAll(/^(\S[^(\n]*)\(\d+,\d+\): error (TS\d+): (.*)$/gm)].map((found) => {
      return { file: found[1] ?? '', code: found[2] ?? '', words: found[3] ?? '' }
    })
  })

  test('fails on the tree with known-bad files', () => expect(run.code).not.toBe(0))
  eachCanary('tsc', () => reports)
})

describe('knip', () => {
  const reports: Report[] = []
  let run: Printed
  beforeAll(async () => {
    tree.addDependency('why-is-node-running', '1.0.0')
    run = await tree.runScript('unused', '--reporter json')
    const printed = JSON.parse(run.stdout) as { issues: Record<string, unknown>[] }
    for (const { file, ...kinds } of printed.issues) {
      for (const [code, found] of Object.entries(kinds)) {
        if (!Array.isArray(found)) continue
        for (const { name } of found as { name: string }[])
          reports.push({ file: String(file), code, words: name })
      }
    }
  })

  test('fails on the tree with known-bad files', () => expect(run.code).toBe(1))
  test('reports an unused dependency', () => {
    expect(reports).toContainEqual({
      file: 'package.json',
      code: 'dependencies',
      words: 'why-is-node-running',
    })
  })
  test('leaves what is used in peace', () => {
    expect(reports.filter((report) => report.words === 'used' || report.words === 'alsoUsed')).toEqual([])
  })
  eachCanary('knip', () => reports)
})

describe('oxfmt', () => {
  let run: Printed
  beforeAll(async () => {
    run = await tree.runScript('format:check')
  })

  test('fails on the tree with known-bad files', () => expect(run.code).toBe(1))
  eachCanary('oxfmt', () => {
    return [...run.stdout.matchAll(/^(\S+\.\w+)/gm)].map(([, file = '']) => ({
      file,
      code: 'format',
      words: '',
    }))
  })
})

describe('comments', () => {
  test('none in the real tree switches a check off', () => {
    expect(forbiddenComments(ROOT, sources(ROOT, SOURCE_FOLDERS))).toEqual([])
  })
  eachCanary('comments', () => {
    return forbiddenComments(tree.path, sources(tree.path, SOURCE_FOLDERS)).map((found) => ({
      ...found,
      code: 'comments',
    }))
  })
})

function eachCanary(tool: string, reports: () => readonly Report[]): void {
  const own = canaries.filter((canary) => canary.tool === tool)
  test('has canaries', () => expect(own.length).toBeGreaterThan(0))
  test.each(own)('$rule: $file', ({ file, code, words }) => {
    const found = reports().filter((report) => report.file === file)
    expect(
      found.some((report) => report.code === code && report.words.includes(words)),
      show(found),
    ).toBe(true)
  })
}

function show(found: readonly Report[]): string {
  return found.length === 0 ? 'not reported at all' : `reported: ${JSON.stringify(found, null, 2)}`
}
