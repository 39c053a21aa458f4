/**
 * `npm test`: every check of the project, one after the other, going on after a failure so that one run tells
 * everything. The last line is `N passed, N failed`; the exit code is 1 when anything failed.
 *
 *   npm test                        everything
 *   npm test -- --only lint,unit    only these steps
 */
import { parseArgs } from 'node:util'
import { countStep, type Count } from './testing/counts.ts'
import { runCommand } from './testing/run-command.ts'
import { STEPS, type Step } from './testing/steps.ts'

/** The whole run: what has not had its turn by then fails. */
const TOTAL_MS = 25 * 60_000

const started = performance.now()
const steps = chosenSteps()
const total: Count = { passed: 0, failed: 0, notes: [] }
for (const step of steps) {
  const count = await runStep(step)
  total.passed += count.passed
  total.failed += count.failed
}
print(`\nall steps  ${seconds(performance.now() - started)}`)
print(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1

async function runStep(step: Step): Promise<Count> {
  print(`\n== ${step.name}: ${step.title}`)
  const begun = performance.now()
  const limitMs = Math.min(step.limitMs, TOTAL_MS - (begun - started))
  const run = await runCommand(step.command, { limitMs, env: step.env ?? {} })
  const count = countStep(step, run)
  if (count.failed > 0) print(run.output.trimEnd())
  for (const note of count.notes) print(`   ${note}`)
  const result = count.failed > 0 ? 'FAILED' : 'ok'
  print(`   ${result}  ${count.passed} passed, ${count.failed} failed  ${seconds(performance.now() - begun)}`)
  return count
}

function chosenSteps(): readonly Step[] {
  const { values } = parseArgs({ options: { only: { type: 'string' } } })
  if (values.only === undefined) return STEPS
  const names = values.only.split(',')
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name))
  if (unknown.length > 0) {
    print(
      `There is no step ${unknown.join(', ')}. The steps are ${STEPS.map((step) => step.name).join(', ')}.`,
    )
    process.exit(2)
  }
  return STEPS.filter((step) => names.includes(step.name))
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
