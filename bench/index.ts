import { mkdir, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { messageLatency } from './message-latency.ts'
import { ratchetCost } from './ratchet-cost.ts'
import { startTime } from './start-time.ts'
import { storeCost } from './store-cost.ts'
import { formatTable, type Row } from './report.ts'

/**
 * `npm run bench`: every figure beside a peer or a bound that was measured in the same run, since only such ratios mean
 * something on another machine. `--smoke` measures little and checks that everything still measures; `--only NAME`
 * runs one. The table goes to stdout, the figures as JSON to out/bench/results.json.
 */
const { values } = parseArgs({
  options: { smoke: { type: 'boolean', default: false }, only: { type: 'string' } },
})

const BENCHES: Record<string, (options: { smoke: boolean }) => Promise<Row[]>> = {
  'message-latency': messageLatency,
  'start-time': startTime,
  'store-cost': storeCost,
  'ratchet-cost': ratchetCost,
}

const rows: Row[] = []
for (const [name, measure] of Object.entries(BENCHES)) {
  if (values.only && values.only !== name) continue
  process.stderr.write(`${name} …\n`)
  rows.push(...(await measure({ smoke: values.smoke })))
}
if (rows.length === 0) throw new Error(`no such benchmark: ${values.only}`)
await mkdir('out/bench', { recursive: true })
await writeFile('out/bench/results.json', `${JSON.stringify({ smoke: values.smoke, rows }, null, 2)}\n`)
process.stdout.write(formatTable(rows))
const missed = rows.filter((row) => row.target !== undefined && row.ratio > row.target)
if (missed.length > 0) process.stdout.write(`${missed.length} above their target in this run\n`)
