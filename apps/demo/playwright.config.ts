import { tmpdir } from 'node:os'
import path from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { patience } from './e2e/patience.ts'
import { launchOptions } from './scripts/chromium.ts'

const port = Number(process.env['E2E_PORT'] ?? 3210)
const baseURL = `http://localhost:${port}`

// The tests' own rows, apart from those of `npm run demo`, and made anew by each run.
const dataDir = path.join(tmpdir(), `throughline-e2e-${port}`)
process.env['DEMO_DATA_DIR'] = dataDir

export default defineConfig({
  testDir: 'e2e',
  // One table for all tests, and the last one stops its database.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000 * patience,
  expect: { timeout: 10_000 * patience },
  reporter: 'list',
  use: {
    baseURL,
    trace: 'retain-on-failure',
    launchOptions,
  },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'], channel: undefined } }],
  webServer: {
    command: 'pnpm run demo --fresh',
    url: baseURL,
    env: { PORT: String(port), DEMO_DATA_DIR: dataDir },
    timeout: 10 * 60_000,
    // With E2E_REUSE=1 the tests run on the app that already stands there, as often as one likes.
    reuseExistingServer: process.env['E2E_REUSE'] === '1',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    stdout: 'pipe',
  },
})
