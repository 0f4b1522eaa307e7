import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { CliError } from '../../cli-error.ts'
import type { Overrides } from './entity.types.ts'

const sync = z.enum(['confirmed', 'optimistic'])
const name = z.string().regex(/^[A-Za-z_$][\w$]*$/)
const call = z.string().min(1)

const entity = z.strictObject({
  singular: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]*$/)
    .optional(),
  key: call.optional(),
  sync: sync.optional(),
  list: call.optional(),
  query: z.record(z.string(), z.unknown()).optional(),
  get: call.optional(),
  create: z.union([call, z.literal(false)]).optional(),
  update: z.union([call, z.literal(false)]).optional(),
  delete: z.union([call, z.literal(false)]).optional(),
})

const relation = z.strictObject({ entity: name, field: z.string().min(1), inverse: name.optional() })

const overrides = z.strictObject({
  $schema: z.string().optional(),
  sync: sync.optional(),
  entities: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), z.union([entity, z.literal(false)])).optional(),
  relations: z.record(z.string(), z.record(z.string(), z.union([relation, z.literal(false)]))).optional(),
})

/** Reads what people say about entities and relations. @throws {CliError} `usage` where the file is missing or wrong. */
export async function readOverrides(file: string): Promise<Overrides> {
  let given: unknown
  try {
    given = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause)
    throw new CliError('usage', `${file} could not be read: ${reason}`, 'Give a file of JSON.', { cause })
  }
  const { success, data, error } = overrides.safeParse(given)
  if (success) return data
  const [issue] = error.issues
  throw new CliError(
    'usage',
    `${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    'Correct it; the README says what it takes.',
  )
}
