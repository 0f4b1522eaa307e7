import { defineProject } from 'vitest/config'

const conditions = ['@throughline/source', 'module', 'browser', 'development|production']

export default defineProject({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'example-vanilla',
    environment: 'happy-dom',
    // As in a browser: in Node's own resolution it is the build for servers, which has no effects.
    server: { deps: { inline: ['solid-js'] } },
  },
})
