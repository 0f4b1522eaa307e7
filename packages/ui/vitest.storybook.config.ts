import { fileURLToPath } from 'node:url'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const configDir = fileURLToPath(new URL('.storybook', import.meta.url))

/** Chromium, headless; each project gets one of its own. */
export const browser = () => ({
  enabled: true,
  headless: true,
  provider: playwright({
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking'],
    },
  }),
  instances: [{ browser: 'chromium' as const }],
})

/** Every story is a test: it renders, its `play` function passes, and axe finds nothing. */
export function stories(
  name: string,
  theme: 'dark' | 'light',
  setupFiles: string[] = [],
): TestProjectInlineConfiguration {
  return {
    plugins: [storybookTest({ configDir, initialGlobals: { theme } })],
    test: {
      name,
      // One page for all files: a story takes down what it put up, and nothing is loaded twice.
      isolate: false,
      setupFiles,
      // A step that waits for nothing takes long on a busy machine.
      testTimeout: 30_000,
      browser: browser(),
    },
  }
}

export default defineConfig({
  test: {
    projects: [
      // Both read the same snapshots of roles and names, which are the same in the dark.
      stories('storybook', 'light', ['.storybook/names.setup.ts']),
      stories('storybook-dark', 'dark', ['.storybook/names.setup.ts']),
    ],
  },
})
