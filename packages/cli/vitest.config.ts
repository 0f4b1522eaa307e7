import { defineProject } from 'vitest/config'

const conditions = ['@throughline/source', 'node', 'import', 'default']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'cli',
    environment: 'node',
    setupFiles: ['../../scripts/property-seed.ts'],
    globalSetup: './tests/global-setup.ts',
    // Each test starts processes, beside busy neighbours.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
