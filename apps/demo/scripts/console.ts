import path from 'node:path'

// Before the AWS SDK is loaded, since it prints a notice about Node 20 while it is; that says nothing about the demo.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

/** The demo's own folder. */
export const demoDir = path.join(import.meta.dirname, '..')

/** Where the demo keeps its rows between runs. */
export const dataDir = path.resolve(demoDir, process.env['DEMO_DATA_DIR'] ?? '.dynamodb')

/** Prints what the demo does, one line. */
export function say(text: string): void {
  console.log(`▸ ${text}`)
}

/** Prints why the demo cannot go on, one sentence and no stack, and makes the process fail. */
export function tell(error: unknown): void {
  console.error(`✗ ${sentence(error)}`)
  process.exitCode = 1
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  if (code === 'ENOSPC') return 'The disk is full. Free some space and start again; what was written is kept.'
  return error.message
}
