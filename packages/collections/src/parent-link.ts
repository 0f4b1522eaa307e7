import type { AnyModel, AnyModelEntity, KeyValue, KeyValues } from '@throughline/schema'
import { CollectionsError } from './collections-error.ts'
import type { Scope } from './scope.types.ts'
import type { Values } from './values.ts'

/** How rows of an entity name their parents: by the parent's own key, and in the table by its whole path. */
export interface ParentLink {
  readonly child: AnyModelEntity
  readonly parent: AnyModelEntity
  /** Fields of the child that hold the parent's own key, in its order. */
  readonly keyFields: readonly string[]
  /** The rest of the fields that hold the parent's path: what names the rows above it. */
  readonly fieldsAbove: readonly string[]
}

/** Whether an entity's rows are read as a whole: a root has no parent to ask by. */
export function isEager(entity: AnyModelEntity): boolean {
  return entity.load === 'eager' || entity.parent === undefined
}

/** `undefined` for a root. */
export function linkToParent(model: AnyModel, child: AnyModelEntity): ParentLink | undefined {
  const parent = child.parent === undefined ? undefined : model.entities[child.parent]
  if (!parent) return undefined
  const keyFields = parent.key.flatMap((field) => child.parentFields[parent.path.indexOf(field)] ?? [])
  const fieldsAbove = child.parentFields.filter((field) => !keyFields.includes(field))
  return { child, parent, keyFields, fieldsAbove }
}

/** The own key of a child's parent as one string, as `keyString` makes it of the parent's row. */
export function parentKeyString({ keyFields }: ParentLink, child: Values): string {
  let key = String(child[keyFields[0] ?? ''])
  // A plain loop: this runs for every row that is read, and most keys have one field.
  for (let index = 1; index < keyFields.length; index += 1) key += `#${String(child[keyFields[index] ?? ''])}`
  return key
}

/** Which rows a child is read with, by its own row or key; `undefined` where that does not say. */
export function scopeOfChild(link: ParentLink, child: Values): Scope | undefined {
  const where = pickKeyValues(link.child.parentFields, (field) => child[field])
  return where && { entity: link.child, parentKey: parentKeyString(link, child), where }
}

/** What the rows of a parent are queried by, out of the parent's own row. */
export function whereOfParent({ child, parent }: ParentLink, row: Values): KeyValues | undefined {
  return pickKeyValues(child.parentFields, (_, index) => row[parent.path[index] ?? ''])
}

/**
 * The parents that a condition can match, `undefined` where it does not bind their whole own key.
 *
 * `valuesOf` tells the values that it lets a field have. Of a key of several fields, each combination is one.
 */
export function boundScopes(
  link: ParentLink,
  valuesOf: (field: string) => readonly KeyValue[] | undefined,
): Scope[] | undefined {
  let keys: KeyValues[] = [{}]
  for (const field of link.keyFields) {
    const values = valuesOf(field)
    if (!values) return undefined
    keys = keys.flatMap((key) => values.map((value): KeyValues => Object.assign({}, key, { [field]: value })))
  }
  const above = pickKeyValues(link.fieldsAbove, (field) => {
    const values = valuesOf(field)
    return values?.length === 1 ? values[0] : undefined
  })
  return keys.map((key) => ({
    entity: link.child,
    parentKey: parentKeyString(link, key),
    where: above && { ...above, ...key },
  }))
}

/** Whether a row has these values of a key. */
export function isAt(row: Values, where: KeyValues): boolean {
  return Object.entries(where).every(([field, value]) => row[field] === value)
}

/** What a query is told that does not say whose rows it wants. */
export function notLoaded({ child, parent, keyFields }: ParentLink): CollectionsError {
  const where = keyFields.map((field) => `${field}: …`).join(', ')
  return new CollectionsError(
    'not_loaded',
    `The ${child.name} are loaded by parent: ask for ${quoted(keyFields)} with a value or \`in\`, as in { where: { ${where} } }, ` +
      `or give the key as { ${child.path.join(', ')} }. To load them all at start, define them with load: 'eager' (their ${parent.name} are their parent).`,
    { entity: child.name, operation: 'load' },
  )
}

/** What a query is told that names a parent whose own parent nothing tells. */
export function parentUnknown({ child, parent, fieldsAbove }: ParentLink, key: string): CollectionsError {
  const message =
    `The ${child.name} of the ${parent.singular} "${key}" cannot be asked for while that row is not loaded: ` +
    `load it first, or give ${quoted(fieldsAbove)} in \`where\` too.`
  return new CollectionsError('not_loaded', message, { entity: child.name, operation: 'load' })
}

function quoted(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(', ')
}

/** `undefined` where one of them is no value of a key. */
function pickKeyValues(
  fields: readonly string[],
  valueOf: (field: string, index: number) => unknown,
): KeyValues | undefined {
  const values: Record<string, KeyValue> = {}
  for (const [index, field] of fields.entries()) {
    const value = valueOf(field, index)
    if (!isKeyValue(value)) return undefined
    values[field] = value
  }
  return values
}

/** Whether a value may be one field of a key. */
export function isKeyValue(value: unknown): value is KeyValue {
  return typeof value === 'string' || typeof value === 'number'
}
