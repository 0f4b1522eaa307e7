import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check, CheckResult } from '../lib/check.types.ts'
import { run } from '../lib/run.ts'
import { ROOT } from '../lib/workspace.ts'

/** Git-ignored; it stands in a package, so that `zod` and the package itself are found as a user finds them. */
const folderOf = (name: string): string => join(ROOT, 'packages', name, '.type-budget')
const ENTITIES = 100
const FIELDS = 20

/**
 * Most type instantiations that a model of 100 entities with 20 fields each may cost beyond its Zod schemas alone, with
 * every row, insert, update, key and relation of it asked for.
 *
 * Measured 442,700 with TypeScript 7.0. Counts are the same on every machine; the time that they stood for was 0.4 s
 * with 7.0 and below 2 s with 5.9.
 */
const CEILING = 525_000

/**
 * Most type instantiations that the router of the same model may cost beyond the model: `createModelRouter`, and a client of
 * it whose every entity is listed with conditions and a relation, read, created, updated and deleted.
 *
 * Measured 614,338 with TypeScript 7.0: 1.5 s of checking on 2 busy cores.
 */
const ROUTER_CEILING = 700_000

const kinds = [
  'z.string()',
  'z.number()',
  'z.boolean()',
  'z.iso.date()',
  'z.string().optional()',
  'z.number().nullable()',
  "z.enum(['a', 'b', 'c'])",
  'z.email()',
  'z.array(z.string())',
  'z.object({ x: z.number(), y: z.number() })',
]

const numbers = Array.from({ length: ENTITIES }, (_, index) => index)

/** Ten roots, ten children of each kind of them, and the rest with an optional second foreign key. */
function schemaOf(index: number): string {
  const keys = [
    'id: z.uuid()',
    ...(index >= 10 ? [`entity${index % 10}Id: z.uuid()`] : []),
    ...(index >= 20 ? [`entity${10 + (index % 10)}Id: z.uuid().nullable()`] : []),
  ]
  const rest = Array.from(
    { length: FIELDS - keys.length },
    (_, field) => `field${field}: ${kinds[field % kinds.length]}`,
  )
  return `z.object({ ${[...keys, ...rest].join(', ')} })`
}

const schemas = [
  `import * as z from 'zod'`,
  ...numbers.map((index) => `export const Schema${index} = ${schemaOf(index)}`),
]

const alone = [
  `import type * as z from 'zod'`,
  `import type * as s from './schemas.ts'`,
  // The package's own declarations are read by both programs: what is counted is what a model adds.
  `export type { Row } from '@throughline/schema'`,
  ...numbers.flatMap((index) => [
    `export declare const row${index}: z.output<typeof s.Schema${index}>`,
    `export declare const insert${index}: z.input<typeof s.Schema${index}>`,
    `export const used${index} = [row${index}.id, insert${index}.field5]`,
  ]),
]

const model = [
  `import { defineEntity, defineModel, type Insert, type Key, type Row, type Update } from '@throughline/schema'`,
  `import * as s from './schemas.ts'`,
  `export const model = defineModel({ service: 'large', entities: {`,
  ...numbers.map((index) => `  entity${index}s: defineEntity({ schema: s.Schema${index} }),`),
  `} })`,
  `type Entities = (typeof model)['entities']`,
  ...numbers.flatMap((index) => [
    `export declare const row${index}: Row<Entities['entity${index}s']>`,
    `export declare const insert${index}: Insert<Entities['entity${index}s']>`,
    `export declare const update${index}: Update<Entities['entity${index}s']>`,
    `export declare const key${index}: Key<Entities['entity${index}s']>`,
    `export const used${index} = [row${index}.id, insert${index}.field5, update${index}.field6, key${index}.id]`,
    `export const relations${index} = model.entities.entity${index}s.relations`,
  ]),
]

const bare = [
  ...model,
  // The package's own declarations are read by both programs: what is counted is what a router adds.
  `export type { ModelRouter } from '@throughline/trpc'`,
  `export type { createTRPCClient } from '@trpc/client'`,
]

const router = [
  ...model,
  `import type { SyncStore } from '@throughline/schema'`,
  `import { createModelRouter } from '@throughline/trpc'`,
  `import { createTRPCClient } from '@trpc/client'`,
  `declare const store: SyncStore<typeof model>`,
  `export const router = createModelRouter(model, { store })`,
  `const client = createTRPCClient<typeof router>({ links: [] })`,
  ...numbers.flatMap((index) => {
    const entity = `client.entity${index}s`
    const include = index >= 10 ? `, include: ['entity${index % 10}']` : ''
    return [
      `export const listed${index} = (await ${entity}.list.query({ where: { field${index >= 20 ? 3 : 0}: { gte: 'M' } }${include} })).items`,
      `export const read${index} = (await ${entity}.byId.query(key${index})).row.field5`,
      `export const made${index} = (await ${entity}.create.mutate(row${index})).row.field5`,
      `export const changed${index} = (await ${entity}.update.mutate({ key: key${index}, changes: update${index} })).meta`,
      `export const deleted${index} = await ${entity}.delete.mutate({ key: key${index} })`,
    ]
  }),
]

/** Type-checks a file and answers how many types it had to instantiate. */
async function instantiationsOf(
  folder: string,
  name: string,
  conditions: readonly string[],
): Promise<number> {
  const config = {
    extends: '../../../tsconfig.base.json',
    compilerOptions: {
      noEmit: true,
      declaration: false,
      declarationMap: false,
      customConditions: conditions,
      types: [],
      noUnusedLocals: false,
    },
    files: [`${name}.ts`],
  }
  const path = join(folder, `tsconfig.${name}.json`)
  await writeFile(path, JSON.stringify(config))
  const { code, output } = await run('tsc', ['-p', path, '--extendedDiagnostics', '--pretty', 'false'])
  const count = Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1])
  if (code !== 0 || !(count > 0)) throw new Error(`tsc did not check ${name}.ts:\n${output.slice(0, 2000)}`)
  return count
}

/** What one program costs beyond another, both written into a package. */
async function costOf(
  home: string,
  conditions: readonly string[],
  programs: Readonly<Record<string, readonly string[]>>,
): Promise<number> {
  const folder = folderOf(home)
  await mkdir(folder, { recursive: true })
  try {
    for (const [name, lines] of Object.entries({ schemas, ...programs })) {
      await writeFile(join(folder, `${name}.ts`), lines.join('\n'))
    }
    const [without = 0, whole = 0] = await Promise.all(
      Object.keys(programs).map((name) => instantiationsOf(folder, name, conditions)),
    )
    return whole - without
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Holds what a large model, and its router, cost the compiler to their ceilings. */
async function checkTypeBudget(): Promise<CheckResult> {
  const ofModel = await costOf('schema', [], { alone, model })
  // By its sources: the packages that it stands on need no build for it.
  const ofRouter = await costOf('trpc', ['@throughline/source'], { bare, router })
  const details = [
    `model ${ofModel.toLocaleString('en')} instantiations of at most ${CEILING.toLocaleString('en')}`,
    `router ${ofRouter.toLocaleString('en')} of at most ${ROUTER_CEILING.toLocaleString('en')}`,
  ]
  return { ok: ofModel <= CEILING && ofRouter <= ROUTER_CEILING, details: details.join(', ') }
}

export const typeBudget: Check = {
  name: 'type-budget',
  guards: 'a model of 100 entities and its router stay within their counts of type instantiations',
  run: checkTypeBudget,
}
