import { defineProject } from 'vitest/config'

const conditions = ['@throughline/source', 'node', 'import', 'default']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'system',
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    benchmark: { include: ['benches/**/*.bench.ts'] },
    globalSetup: './tests/global-setup.ts',
    // Processes start, are killed and start again.
    testTimeout: 240_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
