import { defineConfig } from '@playwright/test'

const port = Number(process.env['E2E_PORT'] ?? 3220)
const baseURL = `http://localhost:${port}`

export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  reporter: 'list',
  use: {
    baseURL,
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking'],
    },
  },
  webServer: {
    command: `pnpm exec next build && pnpm exec next start --port ${port}`,
    url: baseURL,
    timeout: 300_000,
    reuseExistingServer: !process.env['CI'],
  },
})
