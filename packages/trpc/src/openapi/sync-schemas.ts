import type { AnyModel } from '@throughline/schema'
import { arrayOf, type Json, nullable, objectOf, ref, schemaName, type Schemas } from './json-schema.ts'
import { integer, text } from './shared-schemas.ts'

const uuid: Json = { type: 'string', format: 'uuid' }
const dateTime: Json = { type: 'string', format: 'date-time' }

/** The schemas of the sync protocol. */
export function syncSchemas({ names }: AnyModel): Schemas {
  const each = (make: (name: string) => Json[]): Json => ({ anyOf: names.flatMap(make) })
  return {
    Mutation: each(mutations),
    Outcome: { description: 'What became of a mutation.', anyOf: outcomes },
    Change: each(changes),
    SnapshotRow: each(snapshotRow),
    SnapshotPage: objectOf({
      items: arrayOf(ref('SnapshotRow')),
      cursor: { type: ['string', 'null'] },
      feed: { type: 'string', description: 'Pull from it once the snapshot is there.' },
    }),
    PullResult: {
      anyOf: [
        objectOf({
          kind: { const: 'changes' },
          changes: arrayOf(ref('Change')),
          cursor: text,
          more: { type: 'boolean' },
        }),
        objectOf({ kind: { const: 'reset' } }),
      ],
    },
  }
}

const outcomes: readonly Json[] = [
  objectOf({
    status: { const: 'applied' },
    mutationId: text,
    stored: nullable(ref('Stored')),
    version: integer,
    place: ref('Place'),
  }),
  objectOf({ status: { const: 'conflict' }, mutationId: text, stored: ref('Stored') }),
  objectOf({
    status: { const: 'rejected' },
    mutationId: text,
    code: text,
    message: text,
    issues: arrayOf(ref('Issue')),
  }),
]

function mutations(name: string): Json[] {
  const envelope = (op: string): Schemas => ({ op: { const: op }, mutationId: uuid, entity: { const: name } })
  const key = ref(schemaName(name, 'Key'))
  const baseVersion = { type: 'integer', minimum: 1 }
  const changed = { changes: ref(schemaName(name, 'Changes')), unset: arrayOf(text) }
  const about = ['op', 'mutationId', 'entity', 'key']
  return [
    objectOf({ ...envelope('insert'), row: ref(schemaName(name, 'Insert')) }),
    objectOf({ ...envelope('update'), key, ...changed, baseVersion }, [...about, 'changes']),
    objectOf({ ...envelope('delete'), key, baseVersion }, about),
  ]
}

function changes(name: string): Json[] {
  const told = { version: integer, place: ref('Place'), mutationId: text }
  const about = { entity: { const: name }, key: ref(schemaName(name, 'Key')), ...told }
  const required = ['op', 'entity', 'key', 'version', 'place']
  const cause = { enum: ['access', 'cascade', 'delete'] }
  return [
    objectOf({ op: { const: 'put' }, ...about, stored: ref(schemaName(name, 'Stored')) }, [
      ...required,
      'stored',
    ]),
    objectOf({ op: { const: 'delete' }, ...about, deletedAt: dateTime, cause }, [
      ...required,
      'deletedAt',
      'cause',
    ]),
  ]
}

function snapshotRow(name: string): Json[] {
  const row = { entity: { const: name }, row: ref(schemaName(name, 'Row')), meta: ref('Meta') }
  return [objectOf({ ...row, withheld: ref('Withheld') }, Object.keys(row))]
}
