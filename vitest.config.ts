import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // The stories run in a browser and have a config of their own.
    projects: [
      'packages/*/vitest.config.ts',
      'apps/*/vitest.config.ts',
      'examples/*/vitest.config.ts',
      {
        test: {
          name: 'scripts',
          include: ['scripts/**/*.test.ts'],
          benchmark: { include: ['scripts/**/*.bench.ts'] },
        },
      },
    ],
  },
})
