import { readFileSync } from 'node:fs'
import type { Run } from './run-command.ts'
import type { Step } from './steps.ts'

export interface Count {
  passed: number
  failed: number
  /** What is worth a line even when the step passed. */
  readonly notes: string[]
}

/**
 * What a step adds to the sum: each test of a suite is one, any other step is one. A suite that ran no test, ran out
 * of time, or ended with an error that none of its tests explains, has failed.
 */
export function countStep(step: Step, run: Run): Count {
  const ended = run.code === 0
  const count = step.report
    ? countReport(step.report)
    : { passed: ended ? 1 : 0, failed: ended ? 0 : 1, notes: [] }
  if (step.report && count.passed + count.failed === 0) {
    count.failed = 1
    count.notes.push('no test ran')
  }
  if (!ended && count.failed === 0) {
    count.failed = 1
    count.notes.push('the tests passed but the suite ended with an error')
  }
  if (run.timedOut) count.notes.push(`ended after its time limit of ${Math.round(step.limitMs / 1000)} s`)
  return count
}

function countReport(report: NonNullable<Step['report']>): Count {
  let text: string
  try {
    text = readFileSync(report.file, 'utf8')
  } catch {
    return { passed: 0, failed: 0, notes: ['the suite wrote no report'] }
  }
  return report.kind === 'vitest' ? countVitest(text) : countPlaywright(text)
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** A file that failed as a whole (it does not load, a hook threw) counts as one failure. */
function countVitest(text: string): Count {
  const report = JSON.parse(text) as VitestReport
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const left = report.numPendingTests + report.numTodoTests
  const notes = [`${report.testResults.length} files`]
  if (left > 0) notes.push(`${left} left out`)
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length, notes }
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs?: readonly { readonly tests: readonly PlaywrightTest[] }[]
}
interface PlaywrightTest {
  readonly projectName: string
  readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped'
  readonly annotations: readonly { readonly type: string; readonly description?: string }[]
}
interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[]
  readonly errors: readonly unknown[]
}

/** A test that passed only when it was repeated has failed. Annotations of type `shell` say what a project ran on. */
function countPlaywright(text: string): Count {
  const report = JSON.parse(text) as PlaywrightReport
  const tests = report.suites.flatMap(testsOf)
  const passed = tests.filter((test) => test.status === 'expected').length
  const skipped = tests.filter((test) => test.status === 'skipped').length
  const notes = [...new Set(tests.map((test) => test.projectName))].map((project) => {
    const ofProject = tests.filter((test) => test.projectName === project)
    const ran = ofProject.filter((test) => test.status !== 'skipped')
    return `${project}: ${ran.length} ran${shellsOf(ran)}`
  })
  if (skipped > 0) notes.push(`${skipped} left out`)
  return { passed, failed: tests.length - passed - skipped + report.errors.length, notes }
}

function testsOf(suite: PlaywrightSuite): PlaywrightTest[] {
  return [...(suite.suites ?? []).flatMap(testsOf), ...(suite.specs ?? []).flatMap((spec) => spec.tests)]
}

function shellsOf(tests: readonly PlaywrightTest[]): string {
  const shells = tests.flatMap((test) => test.annotations).filter((annotation) => annotation.type === 'shell')
  const names = [...new Set(shells.map((annotation) => annotation.description ?? ''))]
  return names.length > 0 ? ` on ${names.join(', ')}` : ''
}
