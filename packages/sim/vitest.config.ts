import { defineProject } from 'vitest/config'

const conditions = ['@throughline/source', 'node', 'import', 'default']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'sim',
    environment: 'node',
    setupFiles: ['../../scripts/property-seed.ts'],
    globalSetup: './tests/global-setup.ts',
    testTimeout: 60_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
