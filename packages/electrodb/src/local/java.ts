import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { LocalError } from './local-error.ts'

const needed = 17
const advice = `Install a Java runtime ${needed} or newer (Debian: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk).`

/**
 * Finds a Java that can run DynamoDB Local: that of `JAVA_HOME`, or else the one on the path.
 *
 * @throws {LocalError} `java_missing`, `java_too_old`
 */
export async function findJava(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const home = environment['JAVA_HOME'] ?? ''
  const java = home === '' ? 'java' : join(home, 'bin', 'java')
  const version = majorVersion(await versionText(java, environment))
  if (version === undefined || version < needed) {
    const found = version === undefined ? 'of an unknown version' : `version ${version}`
    throw new LocalError(
      'java_too_old',
      `DynamoDB Local needs Java ${needed}, and "${java}" is ${found}. ${advice}`,
    )
  }
  return java
}

async function versionText(java: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(java, ['-version'], { env, timeout: 15_000 })
    return `${stderr}\n${stdout}`
  } catch (error) {
    throw new LocalError(
      'java_missing',
      `DynamoDB Local needs Java, and "${java}" could not be run. ${advice}`,
      {
        cause: error,
      },
    )
  }
}

/** 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_402"`. */
function majorVersion(text: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? []
  if (first === undefined) return undefined
  return Number(first === '1' ? second : first)
}
