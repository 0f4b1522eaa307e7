import type { TestProject } from 'vitest/node'
import { startDynamoDBLocal } from '../src/local/index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    endpoint: string
  }
}

/** One DynamoDB Local in memory for all test files; each file has tables of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const local = await startDynamoDBLocal()
  project.provide('endpoint', local.endpoint)
  return local.stop
}
