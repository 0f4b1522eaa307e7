import { defineProject } from 'vitest/config'

const conditions = ['@throughline/source', 'module', 'browser', 'development|production']

export default defineProject({
  resolve: { conditions, dedupe: ['react', 'react-dom'] },
  ssr: { resolve: { conditions } },
  test: {
    name: 'ui',
    environment: 'happy-dom',
    setupFiles: ['../../scripts/property-seed.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.{ts,tsx}'],
  },
})
