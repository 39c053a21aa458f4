import { join } from 'node:path'
import { runCli } from './cli.ts'

// Everything is closed by now; a stdin that stays open must not keep the process.
process.exit(
  await runCli({
    argv: process.argv.slice(2),
    loadEngine: async () => (await import('#engine/index.ts')).createEngine,
    // Beside the built file.
    rendererDir: join(import.meta.dirname, '../renderer'),
  }),
)
