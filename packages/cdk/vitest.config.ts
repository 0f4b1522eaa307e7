import { defineProject } from 'vitest/config'

export default defineProject({
  resolve: { conditions: ['@throughline/source'] },
  ssr: { resolve: { conditions: ['@throughline/source'] } },
  test: { name: 'cdk', environment: 'node', testTimeout: 60_000, setupFiles: ['tests/own-folder.ts'] },
})
