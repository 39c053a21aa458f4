import { runCli } from '#headless/cli.ts'
import { Fault } from '#shared/fault.ts'
import { engineDouble } from './engine-double.ts'

/** The `sotto` command around an engine double, as a process of its own. DOUBLE says how its start goes. */
process.exit(
  await runCli({
    argv: process.argv.slice(2),
    rendererDir: process.env['RENDERER_DIR'] ?? '',
    loadEngine: () =>
      Promise.resolve((init) => {
        const engine = engineDouble()
        // What a careless library would do.
        console.log('a stray line')
        process.stdout.write('another stray line\n')
        return {
          ...engine,
          async start() {
            const how = process.env['DOUBLE']
            if (how === 'in-use') throw new Fault('in-use', 'Sotto already runs with this profile.')
            if (how === 'read-only') throw Object.assign(new Error('/secret/place'), { code: 'EROFS' })
            if (how === 'crash') setImmediate(() => void Promise.reject(new TypeError('a secret text')))
            if (how === 'vault') await init.ports.vault.store(new Uint8Array(32).fill(7))
            if (how === 'options') {
              const { listen, mdns, passphrase, dataDir } = init
              process.stderr.write(`${JSON.stringify({ listen, mdns, passphrase, dataDir })}\n`)
            }
          },
        }
      }),
  }),
)
