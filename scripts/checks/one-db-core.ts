import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../lib/check.types.ts'
import { fromProblems } from '../lib/problems.ts'
import { ROOT } from '../lib/workspace.ts'

/** Two copies of @tanstack/db break: their collections and transactions do not know each other. */
export const oneDbCore: Check = {
  name: 'one-db-core',
  guards: 'exactly one copy of @tanstack/db is installed',
  async run() {
    const copies = copiesOf('@tanstack/db', await readFile(join(ROOT, 'pnpm-lock.yaml'), 'utf8'))
    if (copies.length === 1) return fromProblems([], copies[0] ?? '')
    return fromProblems(
      [`The lockfile has ${copies.length} copies of @tanstack/db: ${copies.join(', ')}`],
      '',
    )
  },
}

/** The instances of a package in a pnpm lockfile; one a version and set of peers, as they are on disk. */
export function copiesOf(name: string, lockfile: string): string[] {
  const snapshots = lockfile.split(/^snapshots:$/m)[1] ?? ''
  const key = new RegExp(String.raw`^  '?(${name.replaceAll('/', String.raw`\/`)}@[^:']+)'?:`, 'gm')
  return [...snapshots.matchAll(key)].map((match) => match[1] ?? '')
}
