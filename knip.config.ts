import type { KnipConfig } from 'knip'

/** A style sheet uses packages too: its `url('…')` and `@import '…'` count as imports. */
function css(text: string): string {
  const used = text.matchAll(/(?:url\(\s*|@import\s+)['"]([^'"]+)['"]/g)
  return Array.from(used, ([, target]) => `import '${target}'`).join('\n')
}

export default {
  // What is started by a name that no import says: programs, workers, pages, tests and what tests spawn.
  entry: [
    'src/headless/sotto.ts',
    'src/engine/crypto/password-worker.ts',
    'src/renderer/index.html',
    'tools/*.{ts,mjs}',
    'tools/electron-standin/{boot,electron,preload}.mjs',
    'bench/peers/*.ts',
    'test/**/*.{test,spec}.{ts,tsx}',
    'test/kit/headless/sotto-double.ts',
    '!test/arch/fixtures/**',
  ],
  project: [
    'src/**/*.{ts,tsx,css}',
    'bin/**/*.mjs',
    'tools/**/*.{ts,mjs}',
    'bench/**/*.ts',
    'test/**/*.{ts,tsx}',
    '*.config.ts',
    '!test/arch/fixtures/**',
  ],
  ignoreExportsUsedInFile: true,
  compilers: { css },
} satisfies KnipConfig
