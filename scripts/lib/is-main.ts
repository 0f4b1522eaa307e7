import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** True for the module that Node was started with, so that a script can also be imported. */
export function isMain(url: string): boolean {
  const entry = process.argv[1]
  return entry !== undefined && realpathSync(entry) === fileURLToPath(url)
}
