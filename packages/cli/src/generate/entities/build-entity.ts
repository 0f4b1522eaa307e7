import { toCamelCase } from '@throughline/schema'
import type {
  ApiDocument,
  Field,
  ObjectShape,
  Operation,
  PlainValue,
  Shape,
  TakeNote,
} from '../read/document.types.ts'
import { capitalized } from '../names.ts'
import { objectOf, resolved, unionOf, withoutNull } from '../read/shape.ts'
import type { Entity, EntityOverride, Overrides, ParentField, RowCall, WriteCall } from './entity.types.ts'
import { fieldNamed, kindOf } from './fields.ts'
import { pagingNames, pagingOf } from './paging.ts'
import { listIn, rowIn, type Rows, writeIn } from './unwrap.ts'

/** The calls of one resource. */
export interface Resource {
  readonly path: string
  /** The last word of the path, or the name that was given by hand. */
  readonly segment: string
  readonly itemPath: string | undefined
  readonly list: Operation
  readonly rows: Rows | undefined
  readonly row: Rows | undefined
  readonly get: Operation | undefined
  readonly create: Operation | undefined
  readonly update: Operation | undefined
  readonly isWhole: boolean
  readonly remove: Operation | undefined
}

interface BuildInput {
  readonly api: ApiDocument
  readonly note: TakeNote
  readonly name: string
  readonly singular: string
  readonly parent: Entity | undefined
  readonly overrides: Overrides
  readonly override: EntityOverride | undefined
  readonly resource: Resource
}

/** Makes an entity of a resource; `undefined`, with a note, where its rows cannot be told apart or read. */
export function buildEntity(input: BuildInput): Entity | undefined {
  const { api, note, name, parent, resource, override } = input
  const { list } = resource
  const at = `GET ${list.path}`
  const skip = (why: string): undefined => {
    note('entity', at, why)
  }
  const rows = resource.rows ?? listIn(api.schemas, list, resource.segment)
  const listed = rows && objectOf(api.schemas, rows.item)
  if (!rows || !listed) return skip('It answers no list of objects.')
  const single = rowIn(api.schemas, resource.get) ?? resource.row
  const whole = single && objectOf(api.schemas, single.item)
  const merged = whole ? mergeRows(listed, whole) : listed
  const key = keyOf(merged, resource, input)
  if (!key)
    return skip(
      'No field of its rows tells them apart: there is no required `id`, and none that its path names.',
    )
  const { fields: parentFields, added } = parentFieldsOf(merged, input, key.name)
  const paging = pagingOf(api.schemas, list)
  const query = override?.query ?? {}
  const missing = list.parameters.find(
    ({ in: place, name: param, required }) =>
      required && place !== 'path' && !pagingNames(paging).includes(param) && !Object.hasOwn(query, param),
  )
  if (missing)
    return skip(
      `It wants the ${missing.in} parameter "${missing.name}". Name a value in \`entities.${name}.query\`.`,
    )
  const calls = callsOf(input, single?.unwrap)
  const sync = syncOf(input, key, calls)
  const row = rowShape(input, merged, key.name, { added, calls, sync })
  const relation = parent && relationToParent(parent, row)
  return {
    name,
    singular: override?.singular ?? input.singular,
    row,
    key: key.name,
    parentFields,
    parent: relation?.name,
    list: { operation: list, unwrap: rows.unwrap, query, paging },
    ...calls,
    relations: relation
      ? [
          {
            kind: 'belongsTo',
            ...relation,
            target: parent.name,
            field: parentFields.at(-1)?.field ?? '',
            inverse: name,
          },
        ]
      : [],
    sync,
  }
}

function asOptional(field: Field): Field {
  return { ...field, required: false }
}

/** What a list says of a row and what the row itself says, as one: required is what both have. */
function mergeRows(listed: ObjectShape, whole: ObjectShape): ObjectShape {
  const inList = new Map(listed.fields.map((field) => [field.name, field]))
  const fields = whole.fields.map((field): Field => {
    const other = inList.get(field.name)
    inList.delete(field.name)
    if (!other) return asOptional(field)
    const isSame = JSON.stringify(field.shape) === JSON.stringify(other.shape)
    return Object.assign({}, field, {
      shape: isSame ? field.shape : unionOf([other.shape, field.shape]),
      required: field.required && other.required,
    })
  })
  const rest = [...inList.values()].map(asOptional)
  return {
    ...whole,
    fields: [...fields, ...rest],
    others: whole.others === 'keep' || listed.others === 'keep' ? 'keep' : 'strip',
  }
}

function isKey(api: ApiDocument, shape: Shape): boolean {
  const found = resolved(api.schemas, shape)
  if (found.nullable) return false
  if (found.kind === 'enum') return found.values.every((value) => typeof value === 'string')
  return found.kind === 'string' || (found.kind === 'number' && found.integer)
}

/** The field that names a row: the one that the item's path names, or `id`. */
function keyOf({ fields }: ObjectShape, { itemPath }: Resource, input: BuildInput): Field | undefined {
  const { api, note, singular, name, override } = input
  const param = /\{([^{}]+)\}$/.exec(itemPath ?? '')?.[1]
  const usable = (field: Field | undefined): Field | undefined =>
    field && isKey(api, field.shape) ? field : undefined
  if (override?.key !== undefined) return usable(fieldNamed(fields, override.key))
  const stems = [singular, name].map((stem) => toCamelCase(stem).toLowerCase())
  const words = param === undefined ? '' : toCamelCase(param)
  const stem = stems.find((one) => words.toLowerCase().startsWith(one))
  const rest = stem === undefined ? '' : words.slice(stem.length)
  const found =
    (param === undefined ? undefined : usable(fieldNamed(fields, param))) ??
    (rest === '' ? undefined : usable(fieldNamed(fields, rest.charAt(0).toLowerCase() + rest.slice(1)))) ??
    usable(fieldNamed(fields, 'id'))
  const isTold = param !== undefined || found?.required === true
  if (found && isTold && !found.required)
    note(
      'field',
      `${name}.${found.name}`,
      'It need not be there by the description; a row without it is left out.',
    )
  return isTold ? found : undefined
}

/** The fields that hold the parent's address, from the root down; those that the rows do not have are added. */
function parentFieldsOf({ fields }: ObjectShape, { api, parent, note, name }: BuildInput, key: string) {
  const added: Field[] = []
  if (!parent) return { fields: [] as ParentField[], added }
  const isSnake = fields.some((field) => /[a-z]_[a-z]/.test(field.name))
  const own = isSnake
    ? `${snake(parent.singular)}_${snake(parent.key)}`
    : `${parent.singular}${capitalized(toCamelCase(parent.key))}`
  const wanted = [...parent.parentFields.map(({ field }) => field), own]
  const found = wanted.map((field, index): ParentField => {
    const shape = parent.row.fields.find(
      (one) => one.name === (index === wanted.length - 1 ? parent.key : field),
    )?.shape
    const there = fields.find(
      (one) => one.name === field && one.required && isKey(api, one.shape) && field !== key,
    )
    if (there && shape && kindOf(api, there.shape) === kindOf(api, shape)) return { field, isAdded: false }
    const free = fields.some((one) => one.name === field) || field === key ? `${field}Path` : field
    added.push({ name: free, shape: shape ?? { kind: 'string' }, required: true })
    note(
      'field',
      `${name}.${free}`,
      'The rows of the API do not have it; it is taken from the address that they are read by.',
    )
    return { field: free, isAdded: true }
  })
  return { fields: found, added }
}

function snake(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()
}

interface Calls {
  readonly get: RowCall | undefined
  readonly create: WriteCall | undefined
  readonly update: WriteCall | undefined
  readonly remove: RowCall | undefined
}

/** The calls that can be made with nothing but a row, its key and the values that are written. */
function callsOf(
  { api, note, name, parent, resource }: BuildInput,
  unwrap: readonly string[] | undefined,
): Calls {
  const depth = (parent?.parentFields.length ?? -1) + 1
  const usable = (what: string, operation: Operation | undefined, params: number): Operation | undefined => {
    if (!operation) return undefined
    const missing = operation.parameters.find(({ in: place, required }) => required && place !== 'path')
    const count = [...operation.path.matchAll(/\{[^{}]+\}/g)].length
    const why = missing
      ? `it wants the ${missing.in} parameter "${missing.name}"`
      : count === params
        ? undefined
        : 'its path names more or less than the row'
    if (why !== undefined)
      note('operation', `${operation.method} ${operation.path}`, `It does not ${what} ${name}: ${why}.`)
    return why === undefined ? operation : undefined
  }
  const write = (what: string, operation: Operation | undefined, isWhole: boolean): WriteCall | undefined => {
    const call = operation && writeIn(api.schemas, operation, isWhole)
    if (operation && !call)
      note(
        'operation',
        `${operation.method} ${operation.path}`,
        `It does not ${what} ${name}: it takes no object.`,
      )
    return call
  }
  const get = usable('read', resource.get, depth + 1)
  const remove = usable('delete', resource.remove, depth + 1)
  return {
    get: get && { operation: get, ...(unwrap && { unwrap }) },
    create: write('create', usable('create', resource.create, depth), true),
    update: write('update', usable('update', resource.update, depth + 1), resource.isWhole),
    remove: remove && { operation: remove },
  }
}

function syncOf(
  { api, note, name, override, overrides }: BuildInput,
  key: Field,
  { create }: Calls,
): Entity['sync'] {
  const change = override?.sync ?? overrides.sync ?? 'confirmed'
  const isMadeHere = create?.fields.includes(key.name) === true && kindOf(api, key.shape) === 'string'
  if (change === 'optimistic' && create && !isMadeHere) {
    note('entity', name, `New rows are shown once the server has them: it takes no "${key.name}" of theirs.`)
  }
  return { change, create: change === 'optimistic' && isMadeHere ? 'optimistic' : 'confirmed' }
}

const managed: Readonly<Record<string, (shape: Shape) => boolean>> = {
  createdAt: (shape) => shape.kind === 'string' && shape.format === 'datetime',
  updatedAt: (shape) => shape.kind === 'string' && shape.format === 'datetime',
  version: (shape) => shape.kind === 'number' && shape.integer,
}

/** The row as the model has it: what it can store, with what a client cannot know yet as optional. */
function rowShape(
  { api, note, name }: BuildInput,
  merged: ObjectShape,
  key: string,
  { added, calls, sync }: { added: readonly Field[]; calls: Calls; sync: Entity['sync'] },
): ObjectShape {
  /** Where the server gives one, the row has it before the server does; other defaults are no values of the field. */
  const withDefault = ({ default: initial, ...field }: Field): Field => {
    const isGiven =
      !field.required ||
      (calls.create?.fields.includes(field.name) && !calls.create.required.includes(field.name))
    const isUsed =
      isGiven === true && initial !== undefined && fitsShape(resolved(api.schemas, field.shape), initial)
    return isUsed ? { ...field, default: initial } : field
  }
  const known = new Set([...(calls.create?.fields ?? []), key, ...added.map((field) => field.name)])
  const fields = [...merged.fields, ...added].flatMap((field): Field[] => {
    const leave = (why: string): Field[] => {
      note('field', `${name}.${field.name}`, `${why}; it is in the client's types alone.`)
      return []
    }
    const shape = resolved(api.schemas, field.shape)
    if (field.writeOnly) return []
    if (shape.kind === 'binary' || shape.kind === 'never') return leave('A model does not hold what it is')
    const isManaged = Object.hasOwn(managed, field.name) ? managed[field.name] : undefined
    if (isManaged && !isManaged(withoutNull(shape)))
      return leave('A model keeps a field of its own under this name')
    if (field.name === key) {
      const { default: _, ...own } = field
      return [{ ...own, required: true }]
    }
    const isLater = sync.create === 'optimistic' && !known.has(field.name)
    return [withDefault(isLater ? { ...field, required: false } : field)]
  })
  return { ...merged, fields, others: merged.others === 'keep' ? 'keep' : 'strip' }
}

/** Whether a plain value is one of a shape, as the compiler sees it. */
function fitsShape(shape: Shape, value: PlainValue): boolean {
  if (shape.kind === 'enum') return shape.values.includes(value)
  return shape.kind === typeof value
}

function relationToParent({ singular }: Entity, { fields }: ObjectShape): { name: string } {
  const isTaken = (name: string): boolean => fields.some((field) => field.name === name)
  let name = singular
  while (isTaken(name)) name = `${name}Row`
  return { name }
}
