import { defineConfig } from '@playwright/test'
import type { ShellName } from './test/e2e/shells/shell.ts'

/**
 * The same specs on every shell: test/e2e/*.spec.ts run on all of them, those in test/e2e/electron and test/e2e/web
 * on one. Nothing is retried: a test that fails now and then is a fault in the test or in Sotto.
 */
export default defineConfig<object, { shell: ShellName }>({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 60_000,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  globalSetup: './test/e2e/global-setup.ts',
  use: { trace: 'retain-on-failure' },
  projects: [
    { name: 'desktop', testIgnore: 'web/**', use: { shell: 'desktop' } },
    { name: 'web', testIgnore: 'electron/**', use: { shell: 'web' } },
  ],
})
