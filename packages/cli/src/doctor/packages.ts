import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { CliFinding } from './finding.types.ts'

const ours = ['schema', 'electrodb', 'trpc', 'collections', 'search', 'faker', 'ui', 'cli'].map(
  (name) => `@throughline/${name}`,
)

/** Whether what is installed beside the configuration fits together. */
export function packageFindings(file: string): CliFinding[] {
  const found = ours.flatMap((name) => {
    const version = installedVersion(file, name)
    return version === undefined ? [] : [{ name, version }]
  })
  const versions = [...new Set(found.map(({ version }) => version))]
  return [
    versions.length > 1
      ? {
          level: 'warning',
          code: 'versions',
          message: `The packages are of several versions (${found.map(({ name, version }) => `${name} ${version}`).join(', ')}). Install one version of all.`,
        }
      : {
          level: 'ok',
          code: 'versions',
          message: `The packages are of one version${versions[0] === undefined ? '' : `, ${versions[0]}`}.`,
        },
    ...zodFinding(installedVersion(file, 'zod')),
  ]
}

function zodFinding(version: string | undefined): CliFinding[] {
  if (version === undefined) return []
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 4 || (major === 4 && minor >= 1)
    ? [{ level: 'ok', code: 'zod', message: `Zod is ${version}.` }]
    : [
        {
          level: 'error',
          code: 'zod',
          message: `Zod is ${version}, and 4.1 is needed. Install it: npm install zod@4`,
        },
      ]
}

function installedVersion(file: string, name: string): string | undefined {
  try {
    const path = createRequire(file).resolve(`${name}/package.json`)
    // Sound: a package's manifest, read as what may be absent.
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version?: string }
    return version
  } catch {
    return undefined
  }
}
