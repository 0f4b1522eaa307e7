import { defineConfig } from 'vite'

export default defineConfig({
  resolve: { conditions: ['@throughline/source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2023' },
})
