import { build } from 'vite'

const OUT = 'out/bench/peers'

/** Bundles the bare nodes just as the engine is bundled. Returns their files. */
export async function buildPeers(): Promise<{ node: string; client: string }> {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir: OUT,
      rolldownOptions: {
        input: { 'bare-node': 'bench/peers/bare-node.ts', 'bare-client': 'bench/peers/bare-client.ts' },
      },
    },
  })
  return { node: `${OUT}/bare-node.js`, client: `${OUT}/bare-client.js` }
}
