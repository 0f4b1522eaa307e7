import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { browser, stories } from './vitest.storybook.config.ts'

const folder = fileURLToPath(new URL('.screenshots', import.meta.url))

/** Every story as it looked when `test:visual --update` was last run on this machine: fonts differ between machines. */
function looks(name: string, theme: 'dark' | 'light'): TestProjectInlineConfiguration {
  const project = stories(name, theme, ['.storybook/visual.setup.ts'])
  return {
    ...project,
    test: {
      ...project.test,
      browser: {
        ...browser(),
        expect: {
          toMatchScreenshot: {
            comparatorName: 'pixelmatch',
            comparatorOptions: { allowedMismatchedPixels: 0 },
            resolveScreenshotPath: ({ arg, ext }) => `${folder}/${theme}/${arg}${ext}`,
            resolveDiffPath: ({ arg, ext }) => `${folder}/differences/${theme}/${arg}${ext}`,
          },
        },
      },
    },
  }
}

export default defineConfig({ test: { projects: [looks('looks', 'light'), looks('looks-dark', 'dark')] } })
