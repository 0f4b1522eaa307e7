import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { type Column, withFindings } from '../src/page.ts'
import type { Finding } from '../src/scenarios/scenario.types.ts'

const page = new URL('../../../docs/offline-comparison.md', import.meta.url)

/** In the order of the table; each file is what the test of that library finds. */
const files = {
  throughline: 'Throughline',
  tanstack: 'TanStack DB',
  rxdb: 'RxDB',
  replicache: 'Replicache',
  'dexie-cloud': 'Dexie Cloud',
}

async function columnOf([file, name]: [string, string]): Promise<Column> {
  const text = await readFile(new URL(`../findings/${file}.json`, import.meta.url), 'utf8')
  // Sound: the test of the library compares it with what it finds.
  return { name, findings: JSON.parse(text) as Record<string, Finding> }
}

it('says what was found', async () => {
  const columns = await Promise.all(Object.entries(files).map(columnOf))
  const text = withFindings(await readFile(page, 'utf8'), columns)
  await expect(text).toMatchFileSnapshot(page.pathname)
})

it('names the versions that run', async () => {
  const text = await readFile(page, 'utf8')
  const names = [
    '@tanstack/offline-transactions',
    '@tanstack/db',
    'rxdb',
    'replicache',
    'dexie-cloud-addon',
    'dexie',
  ]
  for (const name of names) {
    const manifest = await readFile(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')
    // Sound: a manifest has a version.
    const { version } = JSON.parse(manifest) as { version: string }
    expect(text).toContain(`\`${name}\` ${version}`)
  }
})
