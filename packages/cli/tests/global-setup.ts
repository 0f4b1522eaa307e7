import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { startDynamoDBLocal } from '@throughline/electrodb/local'
import { build } from 'esbuild'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    endpoint: string
    /** The file that is run as `throughline`. */
    bin: string
    /** What `import '@throughline/…'` of a test's project is, by package: copies other than those in the binary. */
    packages: Record<string, string>
    /** A folder inside the package, so that projects find what is installed. */
    scratch: string
  }
}

const root = path.join(import.meta.dirname, '..')

/** One DynamoDB Local for all test files, and the binary, made of the sources as they are. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const place = path.join(root, 'node_modules', '.cli-tests')
  mkdirSync(place, { recursive: true })
  const scratch = mkdtempSync(path.join(place, 'run-'))
  copyFileSync(path.join(root, 'package.json'), path.join(scratch, 'package.json'))
  const shared = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  } as const
  const conditions = ['@throughline/source']
  const outdir = path.join(scratch, 'dist')
  // Ours are bundled; what is installed is imported from where it is.
  const alias = {
    ...sources,
    '@throughline/trpc/openapi': path.join(root, '../trpc/src/openapi/index.ts'),
    // A dependency of faker's, which is not to be found from here.
    '@eslint-community/regexpp': path.join(root, '../faker/node_modules/@eslint-community/regexpp/index.mjs'),
  }
  await build({
    ...shared,
    conditions,
    alias,
    entryPoints: [path.join(root, 'src/bin.ts')],
    outdir,
    splitting: true,
  })
  const packages: Record<string, string> = {}
  for (const name of ['@throughline/schema', '@throughline/cli']) {
    const outfile = path.join(scratch, 'packages', `${name.split('/')[1]}.mjs`)
    await build({
      ...shared,
      conditions,
      alias: withoutKey(alias, name),
      entryPoints: [sourceOf(name)],
      outfile,
    })
    packages[name] = outfile
  }
  const local = await startDynamoDBLocal()
  project.provide('endpoint', local.endpoint)
  project.provide('bin', path.join(outdir, 'bin.js'))
  project.provide('packages', packages)
  project.provide('scratch', scratch)
  return async () => {
    await local.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
}

function sourceOf(name: string): string {
  const [, folder = '', door] = name.split('/')
  return path.join(root, '..', folder, 'src', ...(door === undefined ? [] : [door]), 'index.ts')
}

const sources = Object.fromEntries(
  [
    '@throughline/electrodb/local',
    '@throughline/electrodb/migrate',
    '@throughline/electrodb',
    '@throughline/faker',
    '@throughline/schema/adapter',
    '@throughline/schema/data',
    '@throughline/schema/policy',
    '@throughline/schema',
  ].map((name) => [name, sourceOf(name)]),
)

function withoutKey(record: Record<string, string>, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))
}
