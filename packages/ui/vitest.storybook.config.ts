import { basename, dirname, join } from 'node:path'
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

/** How stories are looked at: what Storybook's toolbar can choose, and which of them. */
interface Look {
  readonly theme?: 'dark' | 'light'
  readonly dir?: 'rtl'
  readonly viewport?: { readonly value: 'mobile1' }
  /** Those with this tag alone. */
  readonly tag?: string
}

/** As narrow as a phone and mirrored: the states of each component that its stories tag. */
export const phone: Look = { dir: 'rtl', viewport: { value: 'mobile1' }, tag: 'phone' }

/** Every story is a test: it renders, its `play` function passes, and axe finds nothing. */
export function stories(name: string, look: Look, setupFiles: string[] = []): TestProjectInlineConfiguration {
  const { tag, ...initialGlobals } = look
  return {
    plugins: [storybookTest({ configDir, initialGlobals, ...(tag && { tags: { include: [tag] } }) })],
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
    // A phone has none, and must not take those of the others for left over.
    resolveSnapshotPath: (testPath, extension, { config }) =>
      join(
        dirname(testPath),
        config.name?.startsWith('storybook-phone') ? '__phone_snapshots__' : '__snapshots__',
        `${basename(testPath)}${extension}`,
      ),
    projects: [
      // Both read the same snapshots of roles and names, which are the same in the dark.
      stories('storybook', { theme: 'light' }, ['.storybook/names.setup.ts']),
      stories('storybook-dark', { theme: 'dark' }, ['.storybook/names.setup.ts']),
      stories('storybook-phone', phone, ['.storybook/phone.setup.ts']),
    ],
  },
})
