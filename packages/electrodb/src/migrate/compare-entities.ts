import type { AnyModel } from '@throughline/schema'
import type { ModelChange, ModelRenames } from '@throughline/schema/data'
import { canonicalText } from '@throughline/schema/adapter'
import { renameFields } from '../items/key-template.ts'
import type { EntityLayout, LookupLayout } from '../layout/table-layout.ts'
import type { EntityBackfill, MigrationInput, RemovedEntity } from './migration.types.ts'
import type { Upgrades } from './upgrades.ts'

/** One entity in both layouts. */
export interface EntityPair {
  readonly before: EntityLayout
  readonly after: EntityLayout
  /** New names of fields, by the old ones. */
  readonly renamed: Readonly<Record<string, string>>
  /** Of the entity, as `diffModels` tells them. */
  readonly changes: readonly ModelChange[]
}

/** The entities that both layouts have, under the new name. */
export function pairEntities(
  { from, to, renames = {} }: MigrationInput,
  changes: readonly ModelChange[],
): EntityPair[] {
  return Object.values(from.layout.entities).flatMap((before): EntityPair[] => {
    const after = to.layout.entities[newName(before.entity, renames)]
    if (!after) return []
    const fields = Object.entries(renames.fields ?? {}).flatMap(([path, name]) => {
      const field = path.slice(before.entity.length + 1)
      return path.startsWith(`${before.entity}.`) && field !== name ? [[field, name] as const] : []
    })
    return [
      {
        before,
        after,
        renamed: Object.fromEntries(fields),
        changes: changes.filter(({ entity }) => entity === after.entity),
      },
    ]
  })
}

/** The entities that only the old layout has. */
export function removedEntities({ from, to, renames = {} }: MigrationInput): RemovedEntity[] {
  return Object.values(from.layout.entities)
    .filter(({ entity }) => !Object.hasOwn(to.layout.entities, newName(entity, renames)))
    .map((layout) => ({ entity: layout.entity, singular: layout.singular, keys: tableKeys(layout) }))
}

/** The key templates of an entity in the table. */
export function tableKeys({ keys: { pk, sk } }: EntityLayout): RemovedEntity['keys'] {
  return { pk, sk }
}

function newName(entity: string, { entities = {} }: ModelRenames): string {
  return Object.hasOwn(entities, entity) ? (entities[entity] ?? entity) : entity
}

/** Why rows of an entity cannot stay under the keys that they have in the table. */
export function rekeyed(model: AnyModel, { before, after, renamed, changes }: EntityPair): string[] {
  const names = new Map(Object.entries(renamed))
  const { path = [] } = model.entities[after.entity] ?? {}
  const moved = (['pk', 'sk'] as const).flatMap((name) => {
    const was = renameFields(before.keys[name], names)
    return was === after.keys[name]
      ? []
      : [`"${after.entity}" has the ${name} ${after.keys[name]} instead of ${before.keys[name]}`]
  })
  const respelled = changes
    .filter(({ kind, field }) => kind === 'field-kind-changed' && field !== undefined && path.includes(field))
    .map(({ field }) => `the key field "${after.entity}.${field}" is of another kind`)
  return [...moved, ...respelled]
}

/** What is to be done to the rows of an entity; `undefined` where they can stay as they are. */
export function backfillOf(pair: EntityPair, upgrades: Upgrades | undefined): EntityBackfill | undefined {
  const { before, after, renamed, changes } = pair
  const removed = changes.flatMap(({ kind, field }) =>
    kind === 'field-removed' && field !== undefined && !field.includes('.') ? [field] : [],
  )
  const backfill = {
    entity: after.entity,
    singular: before.singular,
    keys: tableKeys(before),
    reasons: [...layoutReasons(pair), ...contentReasons(pair), ...upgradeReasons(after.entity, upgrades)],
    renamed,
    removed,
    unique: after.unique
      .filter((unique) => !before.unique.some((other) => canonicalText(other) === canonicalText(unique)))
      .map(({ field }) => field),
  }
  return backfill.reasons.length > 0 || removed.length > 0 ? backfill : undefined
}

function layoutReasons({ before, after, renamed }: EntityPair): string[] {
  const [was, is] = [withNames(before, renamed), after]
  const indexKeys = ({ keys }: EntityLayout): string =>
    canonicalText({ ...keys, pk: undefined, sk: undefined })
  const added = is.lookups.filter((lookup) => !includes(was.lookups, lookup)).map(({ name }) => name)
  const gone = was.lookups.filter(({ index }) => !is.lookups.some((other) => other.index === index))
  const locks = is.unique.filter((unique) => !includes(before.unique, unique)).map(({ field }) => field)
  return [
    ...(indexKeys(was) === indexKeys(is) ? [] : ['other keys in the indexes of all rows']),
    ...added.map((name) => `keys to look rows up by "${name}"`),
    ...gone.map(({ name }) => `no keys to look rows up by "${name}"`),
    ...locks.map((field) => `the values of "${field}" held as unique`),
    ...(was.expires === is.expires ? [] : ['another time at which rows expire']),
    ...(was.singular === is.singular ? [] : [`the mark "${is.singular}" instead of "${was.singular}"`]),
  ]
}

function includes(some: readonly unknown[], wanted: unknown): boolean {
  return some.some((one) => canonicalText(one) === canonicalText(wanted))
}

/** An old layout with the fields called by their new names; what names are a part of (locks, partitions of values) stays. */
function withNames(layout: EntityLayout, renamed: Readonly<Record<string, string>>): EntityLayout {
  const names = new Map(Object.entries(renamed))
  const nameOf = (field: string): string => names.get(field) ?? field
  const lookupOf = ({ when, ...lookup }: LookupLayout): LookupLayout => ({
    ...lookup,
    fields: lookup.fields.map(nameOf),
    pk: renameFields(lookup.pk, names),
    sk: renameFields(lookup.sk, names),
    ...(when && {
      when: Object.fromEntries(Object.entries(when).map(([field, value]) => [nameOf(field), value])),
    }),
  })
  const templates = Object.entries(layout.keys).map(
    ([name, key]) => [name, renameFields(key, names)] as const,
  )
  return {
    ...layout,
    // Sound: each template is kept under its name.
    keys: Object.fromEntries(templates) as EntityLayout['keys'],
    lookups: layout.lookups.map(lookupOf),
    ...(layout.expires !== undefined && { expires: nameOf(layout.expires) }),
  }
}

function contentReasons({ renamed, changes }: EntityPair): string[] {
  const names = Object.entries(renamed).map(([from, to]) => `"${from}" called "${to}"`)
  const fields = changes
    .filter(({ written }) => !written)
    .flatMap(({ kind, safety, field = '' }): string[] => {
      if (kind === 'field-added') return safety === 'safe' ? [] : [`a value for "${field}"`]
      const isStored = kind === 'field-narrowed' || kind === 'field-changed' || kind === 'field-kind-changed'
      return isStored && safety !== 'safe' ? [`"${field}" checked`] : []
    })
  return [...names, ...new Set(fields)]
}

function upgradeReasons(entity: string, upgrades: Upgrades | undefined): string[] {
  const steps = upgrades?.steps.filter(({ entities }) => Object.hasOwn(entities, entity)) ?? []
  return steps.map(({ to }) => `the upgrade to version ${to}`)
}
