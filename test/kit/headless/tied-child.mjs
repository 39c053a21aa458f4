// The child of a pair: prints its process id, then does what stdin says.
import { createInterface } from 'node:readline'
import { endWithParent } from '../../../bin/tie.mjs'

endWithParent()
process.on('SIGTERM', () => process.exit(7))
process.stdout.write(`${JSON.stringify({ pid: process.pid, tied: 'SOTTO_TIED' in process.env })}\n`)
createInterface({ input: process.stdin }).on('line', (line) => process.exit(Number(line)))
