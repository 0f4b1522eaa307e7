import type { AnyModelEntity, FieldKind } from '@throughline/schema'
import type { ElectroAttribute } from './attributes.types.ts'
import { keyBuilder, renameFields, templateFields } from './key-template.ts'
import { isInIndex } from './lookup-keys.ts'
import { shardField, shardOf } from './shard.ts'
import type { EntityLayout, TableLayout } from './table-layout.ts'

type Values = Readonly<Record<string, unknown>>

/** What ElectroDB has made of a value of such a kind before it computes a key of it. */
const decoders: Partial<Record<FieldKind, (text: string) => unknown>> = {
  bigint: BigInt,
  date: (text) => new Date(text),
}

/**
 * The keys in the slots of lookups, as hidden attributes that ElectroDB computes for a put.
 *
 * They are no indexes of ElectroDB's: it takes neither a field that may be null, nor a date, nor one field twice.
 */
export function slotAttributes(
  layout: TableLayout,
  { fields }: AnyModelEntity,
  { lookups }: EntityLayout,
): Record<string, ElectroAttribute> {
  const kinds = new Map(fields.map(({ name, kind }) => [name, kind]))
  const decoded = (item: Values): Values =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => {
        const decode = decoders[kinds.get(name) ?? 'string']
        return [name, decode && typeof value === 'string' ? decode(value) : value]
      }),
    )
  const attributes = lookups.flatMap((lookup) => {
    const slot = layout.indexes.find(({ name }) => name === lookup.index)
    const attribute = (template: string): ElectroAttribute => {
      const build = keyBuilder(template)
      const has = (row: Values): boolean => lookup.fields.every((field) => isInIndex(lookup, row[field]))
      return {
        type: 'string',
        hidden: true,
        watch: lookup.fields,
        set: (_, item) => (has(item) ? build(decoded(item)) : undefined),
      }
    }
    return slot
      ? ([
          [slot.pk, attribute(lookup.pk)],
          [slot.sk, attribute(lookup.sk)],
        ] as const)
      : []
  })
  return Object.fromEntries(attributes)
}

/** Fields that ElectroDB cannot update: it would leave the keys of their lookups, or their unique values, as they were. */
export function readOnlyFields({ lookups }: EntityLayout): readonly string[] {
  return lookups.flatMap(({ fields }) => fields)
}

/** The keys of GSI2 where its partitions are sharded: a hash is none of ElectroDB's templates. */
export function shardAttributes(
  { shards }: TableLayout,
  { keys }: EntityLayout,
  names: ReadonlyMap<string, string>,
): Record<string, ElectroAttribute> {
  if (shards === 1) return {}
  const pk = keyBuilder(renameFields(keys.pk, names))
  const partition = keyBuilder(keys.gsi2pk)
  const sort = renameFields(keys.gsi2sk, names)
  const hidden = { type: 'string', hidden: true, watch: templateFields(sort) } as const
  return {
    gsi2pk: { ...hidden, set: (_, item) => partition({ [shardField]: shardOf(pk(item), shards) }) },
    gsi2sk: { ...hidden, set: (_, item) => keyBuilder(sort)(item) },
  }
}
