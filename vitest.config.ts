import { defineConfig } from 'vitest/config'

/** One project a kind of test; `vitest run --project unit` runs one. How long a test may take is its kind's. */
const project = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    pool: 'forks' as const,
    testTimeout,
    hookTimeout: testTimeout,
  },
})

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('arch', 200_000),
      project('unit', 20_000),
      project('compliance', 30_000),
      project('integration', 180_000),
    ],
  },
})
