import { fileURLToPath } from 'node:url'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const configDir = fileURLToPath(new URL('.storybook', import.meta.url))

/** Every story is a test: it renders, its `play` function passes, and axe finds nothing. */
function stories(name: string, theme: 'dark' | 'light'): TestProjectInlineConfiguration {
  return {
    plugins: [storybookTest({ configDir, initialGlobals: { theme } })],
    test: {
      name,
      browser: {
        enabled: true,
        headless: true,
        provider: playwright({
          launchOptions: {
            executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
            args: ['--no-sandbox', '--disable-background-networking'],
          },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }
}

export default defineConfig({
  test: { projects: [stories('storybook', 'light'), stories('storybook-dark', 'dark')] },
})
