import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

export default defineConfig(({ command }) => {
  // For the debugger only: a package carries no source maps.
  const sourcemap = command === 'serve'
  return {
    main: {
      build: {
        // Only what package.json lists under `dependencies` (the native LevelDB) stays outside: a bundled engine
        // starts in a third of the time.
        externalizeDeps: true,
        sourcemap,
        rolldownOptions: {
          input: {
            index: resolve('src/main/index.ts'),
            sotto: resolve('src/headless/sotto.ts'),
            'password-worker': resolve('src/engine/crypto/password-worker.ts'),
          },
          // Optional accelerators of `ws`, which it tries to load and does without.
          external: ['bufferutil', 'utf-8-validate'],
          // All in one folder: code finds the worker, the preload and the interface relative to itself.
          output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        },
      },
    },
    preload: {
      build: {
        externalizeDeps: false,
        sourcemap,
        rolldownOptions: {
          input: { index: resolve('src/preload/index.ts') },
          // A sandboxed preload must be CommonJS in one file.
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
    renderer: {
      root: 'src/renderer',
      plugins: [react()],
      build: { sourcemap, rolldownOptions: { input: resolve('src/renderer/index.html') } },
    },
  }
})
