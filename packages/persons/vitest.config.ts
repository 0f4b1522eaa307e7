import { defineProject } from 'vitest/config'

export default defineProject({
  resolve: { conditions: ['@throughline/source'] },
  ssr: { resolve: { conditions: ['@throughline/source'] } },
  test: {
    name: 'persons',
    environment: 'node',
    setupFiles: ['../../scripts/property-seed.ts'],
    testTimeout: 60_000,
  },
})
