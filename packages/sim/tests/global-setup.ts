import { startDynamoDBLocal } from '@throughline/electrodb/local'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    endpoint: string
  }
}

/** One DynamoDB Local in memory, which the modelled one is compared with. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const local = await startDynamoDBLocal()
  project.provide('endpoint', local.endpoint)
  return local.stop
}
