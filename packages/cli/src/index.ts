export { type Config, defineConfig, type SeedConfig, type SeedRequest } from './config.ts'
