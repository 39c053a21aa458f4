// The parent of a pair: runs the rest of its command line in place of itself.
import { runInPlace } from '../../../bin/run-in-place.mjs'

runInPlace(process.execPath, process.argv.slice(2), { tied: true })
