import { defineProject } from 'vitest/config'

const conditions = ['@throughline/source', 'module', 'browser', 'development|production']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'collections',
    environment: 'node',
    setupFiles: ['../../scripts/property-seed.ts'],
    testTimeout: 60_000,
  },
})
