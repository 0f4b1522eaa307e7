import type { FieldDescription } from '../field-description.ts'
import { diffField, type FieldDifference } from './diff-fields.ts'
import type { ChangeSafety, ModelChange } from './diff-models.types.ts'
import { viewField } from './field-shape.ts'
import type { JsonValue } from './model-json.types.ts'
import { fieldToJSON } from './model-to-json.ts'

/** Members by which the type of a row gets wider, and not only what is taken for valid. */
const typeMembers: ReadonlySet<string> = new Set([
  'items',
  'kind',
  'literals',
  'nullable',
  'optional',
  'options',
  'values',
] satisfies (keyof FieldDescription)[])

/** How one field of an entity was changed, at each place in it: none for the same shape. */
export function diffEntityField(
  entity: string,
  name: string,
  before: FieldDescription,
  after: FieldDescription,
): ModelChange[] {
  const read = diffField(name, before, after, 'output')
  const known = new Set(read.map(keyOf))
  const written = diffField(name, before, after, 'input').filter(
    (difference) => !known.has(keyOf(difference)),
  )
  return [
    ...byPath(read).map((found) => describePlace(entity, found, false)),
    ...byPath(written).map((found) => describePlace(entity, found, true)),
    ...diffIndexes(entity, name, before, after),
  ]
}

function byPath(differences: readonly FieldDifference[]): FieldDifference[][] {
  const places = new Map<string, FieldDifference[]>()
  for (const difference of differences) {
    places.set(difference.path, [...(places.get(difference.path) ?? []), difference])
  }
  return [...places.values()]
}

/** What tells a difference from another, whichever side sees it. */
function keyOf({ path, way, member, from, to }: FieldDifference): string {
  return JSON.stringify([path, way, member, from, to])
}

function safetyOf({ way, member, field }: FieldDifference, written: boolean): ChangeSafety {
  switch (way) {
    case 'added':
      if (field && mayBeLeftOut(field)) return written || !field.hasDefault ? 'safe' : 'needs-backfill'
      return written ? 'breaking' : 'needs-backfill'
    case 'widened':
      return !written && typeMembers.has(member) ? 'breaking' : 'safe'
    case 'narrowed':
      return written ? 'breaking' : 'needs-backfill'
    case 'changed':
      return written || typeMembers.has(member) ? 'breaking' : 'needs-backfill'
    case 'removed':
    case 'kind-changed':
      return 'breaking'
  }
}

/** The change of a field that is new; one with a default has no value in rows that were stored before. */
export function fieldAdded(entity: string, path: string, field: FieldDescription): ModelChange {
  const isOptional = mayBeLeftOut(field)
  const state = isOptional ? (field.hasDefault ? 'default' : 'optional') : 'required'
  const safety = state === 'optional' ? 'safe' : 'needs-backfill'
  const message = `Field "${entity}.${path}" is new and ${additions[state]}`
  return { kind: 'field-added', entity, field: path, safety, message, to: toJSON(field) }
}

const additions = {
  default: 'has a default, which stored rows lack until they are written: write it into them.',
  optional: 'may be absent.',
  required: 'is required: give each stored row a value, and update the clients that create rows.',
}

function mayBeLeftOut(field: FieldDescription): boolean {
  return viewField(field, 'input').absent
}

/** The change of a field that is gone. */
export function fieldRemoved(entity: string, path: string, field: FieldDescription): ModelChange {
  const message = `Field "${entity}.${path}" is gone: stored rows keep it, and old clients send and read it. Update them first; if it was renamed, say so in \`renames.fields\`.`
  return { kind: 'field-removed', entity, field: path, safety: 'breaking', message, from: toJSON(field) }
}

function toJSON(field: FieldDescription): JsonValue {
  // Sound: FieldJSON is plain JSON; its optional members are left out where they are not there.
  return fieldToJSON(field) as unknown as JsonValue
}

/** What was found at one place, as one change; `written` where only what clients write is meant. */
function describePlace(entity: string, found: readonly FieldDifference[], written: boolean): ModelChange {
  const path = found[0]?.path ?? ''
  const side = written ? { written } : {}
  const judged = new Set(found.map((difference) => safetyOf(difference, written)))
  const safety = levels.find((level) => judged.has(level)) ?? 'safe'
  const whole = found.find(({ field }) => field)
  if (whole?.field) {
    return {
      ...(whole.way === 'added' ? fieldAdded : fieldRemoved)(entity, path, whole.field),
      ...side,
      safety,
    }
  }
  const ways = new Set(found.map(({ way }) => way))
  const [first = 'changed'] = ways
  const way = ways.has('kind-changed') ? 'kind-changed' : ways.size === 1 ? first : 'changed'
  const members = (end: 'from' | 'to'): JsonValue =>
    Object.fromEntries(found.map((difference) => [difference.member, difference[end] ?? null]))
  const texts = found.map(
    ({ member, from = null, to = null }) => `${member} ${JSON.stringify(from)} → ${JSON.stringify(to)}`,
  )
  const name = `Field "${entity}.${path}"${written ? ' when it is written' : ''}`
  const message = `${name}: ${texts.join(', ')}. ${advice[way === 'kind-changed' ? way : safety]}`
  return {
    kind: `field-${way}`,
    entity,
    field: path,
    ...side,
    safety,
    message,
    from: members('from'),
    to: members('to'),
  }
}

const levels = ['breaking', 'needs-backfill', 'safe'] as const satisfies ChangeSafety[]

const advice = {
  'kind-changed': 'Neither stored rows nor old clients fit: add another field, and copy the values over.',
  breaking: 'Old clients may read or write what does not fit: update them first.',
  'needs-backfill': 'Rewrite the stored rows that do not fit.',
  safe: 'All that fitted fits.',
} satisfies Record<ChangeSafety | 'kind-changed', string>

function diffIndexes(
  entity: string,
  field: string,
  { meta: before }: FieldDescription,
  { meta: after }: FieldDescription,
): ModelChange[] {
  const kinds = [
    ['indexed', 'index', 'index the stored rows.'],
    ['unique', 'unique', 'look for stored rows with the same value.'],
  ] as const
  return kinds.flatMap(([member, kind, todo]): ModelChange[] => {
    if (Boolean(before[member]) === Boolean(after[member])) return []
    const name = `Field "${entity}.${field}" is`
    return after[member]
      ? [
          {
            kind: `${kind}-added`,
            entity,
            field,
            safety: 'needs-backfill',
            message: `${name} ${member}: ${todo}`,
          },
        ]
      : [{ kind: `${kind}-removed`, entity, field, safety: 'safe', message: `${name} no longer ${member}.` }]
  })
}
