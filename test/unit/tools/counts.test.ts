import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countStep } from '#tools/testing/counts.ts'
import type { Run } from '#tools/testing/run-command.ts'
import type { Step } from '#tools/testing/steps.ts'
import { temporaryFolder } from '#test/kit/temporary-folder.ts'

const plain: Step = { name: 'lint', title: 'lint', command: 'lint', limitMs: 5_000 }
const passed: Run = { code: 0, timedOut: false, output: '' }
const failed: Run = { code: 1, timedOut: false, output: '' }

async function suite(kind: 'vitest' | 'playwright', report: unknown): Promise<Step> {
  const file = join(await temporaryFolder(), 'report.json')
  if (report !== undefined) writeFileSync(file, JSON.stringify(report))
  return { ...plain, report: { kind, file } }
}

const vitest = (files: { status: string; tests: string[] }[]) => {
  const all = files.flatMap((file) => file.tests)
  return {
    numPassedTests: all.filter((status) => status === 'passed').length,
    numFailedTests: all.filter((status) => status === 'failed').length,
    numPendingTests: all.filter((status) => status === 'skipped').length,
    numTodoTests: 0,
    testResults: files.map(({ status, tests }) => {
      return { status, assertionResults: tests.map((result) => ({ status: result })) }
    }),
  }
}

const playwright = (tests: { projectName: string; status: string; shell?: string }[]) => ({
  errors: [],
  suites: [
    {
      specs: [],
      suites: [
        {
          specs: tests.map(({ shell, ...rest }) => {
            const annotations = shell === undefined ? [] : [{ type: 'shell', description: shell }]
            return { tests: [{ ...rest, annotations }] }
          }),
        },
      ],
    },
  ],
})

test('a step without tests counts as one', () => {
  expect(countStep(plain, passed)).toMatchObject({ passed: 1, failed: 0 })
  expect(countStep(plain, failed)).toMatchObject({ passed: 0, failed: 1 })
})

test('each test of a suite counts as one', async () => {
  const step = await suite('vitest', vitest([{ status: 'failed', tests: ['passed', 'failed', 'passed'] }]))
  expect(countStep(step, failed)).toMatchObject({ passed: 2, failed: 1 })
})

test('a file that does not load counts as a failure', async () => {
  const step = await suite(
    'vitest',
    vitest([
      { status: 'passed', tests: ['passed'] },
      { status: 'failed', tests: [] },
    ]),
  )
  expect(countStep(step, failed)).toMatchObject({ passed: 1, failed: 1 })
})

test('a suite that ran nothing has failed, also when it says that all is well', async () => {
  expect(countStep(await suite('vitest', vitest([])), passed)).toMatchObject({ passed: 0, failed: 1 })
  expect(countStep(await suite('playwright', playwright([])), passed)).toMatchObject({ passed: 0, failed: 1 })
  const skipped = await suite('vitest', vitest([{ status: 'passed', tests: ['skipped'] }]))
  expect(countStep(skipped, passed)).toMatchObject({ passed: 0, failed: 1 })
})

test('a suite without a report has failed', async () => {
  expect(countStep(await suite('vitest', undefined), failed)).toMatchObject({ passed: 0, failed: 1 })
})

test('an error that no test explains is a failure', async () => {
  const step = await suite('vitest', vitest([{ status: 'passed', tests: ['passed'] }]))
  expect(countStep(step, failed)).toMatchObject({ passed: 1, failed: 1 })
})

test('a suite that was ended by its time limit has failed', async () => {
  const step = await suite('vitest', vitest([{ status: 'passed', tests: ['passed'] }]))
  const count = countStep(step, { code: null, timedOut: true, output: '' })
  expect(count).toMatchObject({ passed: 1, failed: 1 })
  expect(count.notes.join()).toContain('time limit of 5 s')
})

test('a browser test that passed only the second time has failed, and shells are named', async () => {
  const step = await suite(
    'playwright',
    playwright([
      { projectName: 'web', status: 'expected', shell: 'sotto web' },
      { projectName: 'desktop', status: 'flaky', shell: 'stand-in' },
      { projectName: 'desktop', status: 'expected', shell: 'stand-in' },
      { projectName: 'desktop', status: 'skipped' },
    ]),
  )
  const count = countStep(step, passed)
  expect(count).toMatchObject({ passed: 2, failed: 1 })
  expect(count.notes).toEqual(['web: 1 ran on sotto web', 'desktop: 2 ran on stand-in', '1 left out'])
})
