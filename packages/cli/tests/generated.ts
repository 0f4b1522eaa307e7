import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { inject } from 'vitest'
import { startCli, type TestProject } from './cli.ts'

const repo = path.join(import.meta.dirname, '../../..')
const fixtures = path.join(import.meta.dirname, 'fixtures/openapi')

/** The path of a description among the fixtures; one that is packed is unpacked first. */
export function fixture(name: string): string {
  const file = path.join(fixtures, name)
  if (existsSync(file)) return file
  const unpacked = path.join(inject('scratch'), name)
  if (!existsSync(unpacked)) writeFileSync(unpacked, gunzipSync(readFileSync(`${file}.gz`)))
  return unpacked
}

/** What `generate --json` tells. */
export interface GeneratedReport {
  readonly schemas: number
  readonly operations: number
  readonly files: number
  readonly written: number
  readonly entities: readonly {
    readonly name: string
    readonly can: readonly string[]
    readonly sync: string
    readonly parent?: string
    readonly relations: Readonly<Record<string, string>>
  }[]
  readonly notes: readonly { readonly kind: string; readonly where: string; readonly message: string }[]
}

export interface Generated {
  readonly folder: string
  readonly report: GeneratedReport
  readonly seconds: number
}

/** Runs the real binary in a folder of its own. */
export async function generateFrom(file: string, ...args: readonly string[]): Promise<Generated> {
  const cwd = path.join(inject('scratch'), `generate-${crypto.randomUUID().slice(0, 8)}`)
  mkdirSync(cwd)
  const started = performance.now()
  const { code, stdout, stderr } = await startCli(cwd, [
    'generate',
    file,
    '--output',
    'api',
    '--json',
    ...args,
  ]).ended
  if (code !== 0) throw new Error(`generate ${file}: ${code} ${stdout.slice(0, 2_000)} ${stderr}`)
  const seconds = (performance.now() - started) / 1_000
  return { folder: path.join(cwd, 'api'), report: JSON.parse(stdout) as GeneratedReport, seconds }
}

/** What the compiler says of a folder of generated code, under the strictest of settings; nothing where it is right. */
export function typeErrors(
  folder: string,
  options: Readonly<Record<string, unknown>> = {},
): readonly string[] {
  const project = path.join(path.dirname(folder), 'tsconfig.json')
  writeFileSync(
    project,
    JSON.stringify({
      extends: path.join(repo, 'tsconfig.base.json'),
      compilerOptions: {
        noEmit: true,
        declaration: false,
        declarationMap: false,
        typeRoots: [path.join(repo, 'node_modules/@types')],
        ...options,
      },
      include: [path.basename(folder)],
    }),
  )
  const checked = spawnSync(path.join(repo, 'node_modules/.bin/tsc'), ['-p', project, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  return checked.stdout.split('\n').filter((line) => line.includes('error TS'))
}

/** Bundles a file of generated code and imports it. */
export async function load<T>(folder: string, file: string): Promise<T> {
  const outfile = path.join(path.dirname(folder), `${file.replaceAll('/', '-')}.mjs`)
  const source = (name: string): string => path.join(repo, 'packages', name)
  await build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
    conditions: ['@throughline/source'],
    alias: {
      '@throughline/schema/adapter': source('schema/src/adapter/index.ts'),
      '@throughline/schema': source('schema/src/index.ts'),
      '@throughline/collections/polling': source('collections/src/polling/index.ts'),
      '@throughline/collections/query': source('collections/src/query/index.ts'),
      '@throughline/collections/tanstack-db': source('collections/src/tanstack-db/index.ts'),
      '@throughline/collections/react': source('collections/src/react/index.ts'),
      '@throughline/collections': source('collections/src/index.ts'),
    },
    entryPoints: [path.join(folder, file)],
    outfile,
  })
  return (await import(outfile)) as T
}

/** A description with these schemas and paths, as a file of a project. */
export function describeIn(project: TestProject, parts: object, name = 'api.json'): string {
  project.write(
    name,
    JSON.stringify({ openapi: '3.0.3', info: { title: 'Small', version: '1' }, paths: {}, ...parts }),
  )
  return name
}
