import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Step {
  readonly name: string
  readonly title: string
  /** An npm script or program and its arguments; fixed text, as it goes through a shell. */
  readonly command: string
  readonly limitMs: number
  /** A suite whose tests count one each; without it the step counts as one. */
  readonly report?: { readonly kind: 'vitest' | 'playwright'; readonly file: string }
  readonly env?: Readonly<Record<string, string>>
}

const MINUTE = 60_000
const reports = mkdtempSync(join(tmpdir(), 'sotto-test-reports-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))

/** In this order: what is quick and explains later failures comes first. */
export const STEPS: readonly Step[] = [
  { name: 'format', title: 'formatting', command: 'npm run --silent format:check', limitMs: MINUTE },
  { name: 'lint', title: 'lint and import rules', command: 'npm run --silent lint', limitMs: 3 * MINUTE },
  {
    name: 'types',
    title: 'types, one project a layer',
    command: 'npm run --silent types',
    limitMs: 4 * MINUTE,
  },
  {
    name: 'unused',
    title: 'unused files, exports, dependencies',
    command: 'npm run --silent unused',
    limitMs: 2 * MINUTE,
  },
  vitest('arch', 'the checks above really bite', 4 * MINUTE),
  vitest('unit', 'unit tests', 5 * MINUTE),
  vitest('compliance', 'every implementation of a port', 5 * MINUTE),
  { name: 'build', title: 'build', command: 'npm run --silent build', limitMs: 4 * MINUTE },
  vitest('integration', 'engines that talk to each other', 8 * MINUTE),
  {
    name: 'browser',
    title: 'a browser for the end-to-end tests',
    command: 'node tools/ensure-browser.ts',
    limitMs: 8 * MINUTE,
  },
  e2e(),
  {
    name: 'bench',
    title: 'benchmarks, smoke run',
    command: 'npm run --silent bench -- --smoke',
    limitMs: 4 * MINUTE,
  },
]

function vitest(name: string, title: string, limitMs: number): Step {
  const file = join(reports, `${name}.json`)
  const command = `vitest run --project ${name} --reporter default --reporter json --outputFile.json "${file}"`
  return { name, title, command, limitMs, report: { kind: 'vitest', file } }
}

function e2e(): Step {
  const file = join(reports, 'e2e.json')
  return {
    name: 'e2e',
    title: 'two people, from the screen of one to the screen of the other',
    command: 'playwright test --reporter list,json',
    limitMs: 10 * MINUTE,
    report: { kind: 'playwright', file },
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  }
}
