import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { browser, phone, stories } from './vitest.storybook.config.ts'

const folder = fileURLToPath(new URL('.screenshots', import.meta.url))

/** Every story as it looked when `test:visual --update` was last run on this machine: fonts differ between machines. */
function looks(
  name: string,
  place: string,
  look: Parameters<typeof stories>[1],
): TestProjectInlineConfiguration {
  const project = stories(name, look, ['.storybook/visual.setup.ts'])
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
            resolveScreenshotPath: ({ arg, ext }) => `${folder}/${place}/${arg}${ext}`,
            resolveDiffPath: ({ arg, ext }) => `${folder}/differences/${place}/${arg}${ext}`,
          },
        },
      },
    },
  }
}

export default defineConfig({
  test: {
    // `--update` must not take what is pinned of roles and names for left over.
    resolveSnapshotPath: (testPath, extension) => `${folder}/${basename(testPath)}${extension}`,
    projects: [
      looks('looks', 'light', { theme: 'light' }),
      looks('looks-dark', 'dark', { theme: 'dark' }),
      looks('looks-phone', 'phone', phone),
    ],
  },
})
