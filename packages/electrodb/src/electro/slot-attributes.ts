import type { AnyModelEntity, FieldKind } from '@throughline/schema'
import type { ElectroAttribute } from './attributes.types.ts'
import { keyBuilder, renameFields, templateFields } from '../items/key-template.ts'
import { isIndexed } from '../items/lookup-keys.ts'
import { expirySecond, ttlAttribute } from '../items/expiry.ts'
import { shardField, shardOf } from '../layout/shard.ts'
import type { EntityLayout, LookupLayout, TableLayout } from '../layout/table-layout.ts'

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
      return {
        type: 'string',
        hidden: true,
        watch: watched(lookup),
        set: (_, item) => (isIndexed(lookup, item) ? build(decoded(item)) : undefined),
      }
    }
    if (!slot) return []
    const sk = [slot.sk, attribute(lookup.sk)] as const
    // The partition of a local index is the table's own.
    return lookup.by === 'local' ? [sk] : [[slot.pk, attribute(lookup.pk)] as const, sk]
  })
  return Object.fromEntries(attributes)
}

function watched({ fields, when = {} }: LookupLayout): readonly string[] {
  return [...new Set([...fields, ...Object.keys(when)])]
}

/**
 * Fields that ElectroDB cannot update: it would leave the keys of their lookups, their unique values, or the time that the
 * item expires at, as they were.
 */
export function readOnlyFields({ lookups, expires }: EntityLayout): readonly string[] {
  return [...lookups.flatMap(watched), ...(expires === undefined ? [] : [expires])]
}

/** The second in which the item expires, as ElectroDB computes it for a put. */
export function expiryAttributes({ expires }: EntityLayout): Record<string, ElectroAttribute> {
  if (expires === undefined) return {}
  return {
    [ttlAttribute]: {
      type: 'number',
      hidden: true,
      watch: [expires],
      set: (_, item) => expirySecond(item[expires]),
    },
  }
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
