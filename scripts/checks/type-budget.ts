import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check, CheckResult } from '../lib/check.types.ts'
import { run } from '../lib/run.ts'
import { ROOT } from '../lib/workspace.ts'

/** Git-ignored; it stands in the package, so that `zod` and the package itself are found as a user finds them. */
const FOLDER = join(ROOT, 'packages', 'schema', '.type-budget')
const ENTITIES = 100
const FIELDS = 20

/**
 * Most type instantiations that a model of 100 entities with 20 fields each may cost beyond its Zod schemas alone, with
 * every row, insert, update, key and relation of it asked for.
 *
 * Measured 456,770 with TypeScript 7.0. Counts are the same on every machine; the time that they stood for was 0.4 s
 * with 7.0 and below 2 s with 5.9.
 */
const CEILING = 525_000

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

/** Type-checks a file against the built types and answers how many types it had to instantiate. */
async function instantiationsOf(name: string): Promise<number> {
  const config = {
    extends: '../../../tsconfig.base.json',
    compilerOptions: { noEmit: true, customConditions: [], types: [], noUnusedLocals: false },
    files: [`${name}.ts`],
  }
  const path = join(FOLDER, `tsconfig.${name}.json`)
  await writeFile(path, JSON.stringify(config))
  const { code, output } = await run('tsc', ['-p', path, '--extendedDiagnostics', '--pretty', 'false'])
  const count = Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1])
  if (code !== 0 || !(count > 0)) throw new Error(`tsc did not check ${name}.ts:\n${output.slice(0, 2000)}`)
  return count
}

/** Holds what a large model costs the compiler to a ceiling. */
async function checkTypeBudget(): Promise<CheckResult> {
  await mkdir(FOLDER, { recursive: true })
  try {
    for (const [name, lines] of Object.entries({ schemas, alone, model })) {
      await writeFile(join(FOLDER, `${name}.ts`), lines.join('\n'))
    }
    const added = (await instantiationsOf('model')) - (await instantiationsOf('alone'))
    const details = `${added.toLocaleString('en')} instantiations of at most ${CEILING.toLocaleString('en')}`
    return { ok: added <= CEILING, details }
  } finally {
    await rm(FOLDER, { recursive: true, force: true })
  }
}

export const typeBudget: Check = {
  name: 'type-budget',
  guards: 'a model of 100 entities stays within its count of type instantiations',
  run: checkTypeBudget,
}
