import { toCamelCase, toSingular } from '@throughline/schema'
import type { ApiDocument, Operation, TakeNote } from '../read/document.types.ts'
import { capitalized, type Names } from '../names.ts'
import { buildEntity, type Resource } from './build-entity.ts'
import type { Entity, EntityOverride, Overrides } from './entity.types.ts'
import { findRelations } from './find-relations.ts'
import { listIn, rowIn } from './unwrap.ts'

/** Entities of one model: its types are worked out for all of them at once. */
const mostEntities = 200

/** Finds the resources of an API: what is listed under a path, and read, written and deleted below it. */
export function findEntities(
  api: ApiDocument,
  names: Names,
  overrides: Overrides,
  note: TakeNote,
): readonly Entity[] {
  const byId = new Map(
    api.operations.flatMap((operation) => (operation.id === undefined ? [] : [[operation.id, operation]])),
  )
  const given = Object.entries(overrides.entities ?? {})
  const entities: Entity[] = []
  const found = detect(api, note).map((resource) => {
    const named = given.find(
      ([, override]) => override && override.list !== undefined && override.list === resource.list.id,
    )
    return named ? Object.assign({}, resource, { segment: named[0] }) : resource
  })
  for (const resource of [...found, ...byHand(given, byId, found, note)]) {
    if (entities.length >= mostEntities) {
      note('entity', resource.path, `There are ${mostEntities} entities already.`)
      continue
    }
    const name = nameFor(resource, names, entities, note)
    const override = name && overrides.entities?.[name.name]
    if (!name || override === false) continue
    const parent = parentOf(resource, entities, note)
    if (parent === null) continue
    const settled = withCalls(resource, override, byId, note)
    const entity = buildEntity({ api, note, ...name, parent, overrides, override, resource: settled })
    if (!entity) continue
    entities.push(entity)
    claim(names, entity)
  }
  return findRelations(api, entities, overrides, note)
}

/** The calls of each path that lists objects, outer paths first; of several that list the same rows, the one that is read below. */
function detect(api: ApiDocument, note: TakeNote): readonly Resource[] {
  const byPath = new Map<string, Map<string, Operation>>()
  for (const operation of api.operations) {
    const path = operation.path.replace(/(.)\/$/, '$1')
    byPath.set(path, (byPath.get(path) ?? new Map<string, Operation>()).set(operation.method, operation))
  }
  const items = new Map(
    [...byPath].flatMap(([path, calls]) => {
      const end = /^(.*)\/\{[^{}/]+\}$/.exec(path)
      return end ? [[end[1] ?? '', { path, calls }] as const] : []
    }),
  )
  const lists = [...byPath]
    .flatMap(([path, calls]) => {
      const list = calls.get('GET')
      const segment = path.split('/').at(-1) ?? ''
      const rows = list && !segment.includes('{') ? listIn(api.schemas, list, segment) : undefined
      return list && rows ? [{ path, segment, list, rows, calls, item: items.get(path) }] : []
    })
    .toSorted((a, b) => depthOf(a.path) - depthOf(b.path))
  const seen = new Map<string, string>()
  const ranked = lists.toSorted(
    (a, b) => depthOf(a.path) - depthOf(b.path) || Number(!a.item) - Number(!b.item),
  )
  return ranked.flatMap(({ path, segment, list, rows, calls, item }): Resource[] => {
    const row = rowIn(api.schemas, item?.calls.get('GET'))
    const id = rows.item.kind === 'ref' ? rows.item.to : undefined
    const before = id === undefined ? undefined : seen.get(id)
    if (before !== undefined) {
      note('entity', `GET ${path}`, `It lists the same rows as ${before}; it is in the client alone.`)
      return []
    }
    if (id !== undefined) seen.set(id, path)
    const put = item?.calls.get('PUT')
    return [
      {
        path,
        segment,
        itemPath: item?.path,
        list,
        rows,
        row,
        get: item?.calls.get('GET'),
        create: calls.get('POST'),
        update: item?.calls.get('PATCH') ?? put ?? item?.calls.get('POST'),
        isWhole: item?.calls.get('PATCH') === undefined && put !== undefined,
        remove: item?.calls.get('DELETE'),
      },
    ]
  })
}

function depthOf(path: string): number {
  return path.split('{').length
}

/** Resources whose list is named by hand, and that were not found. */
function byHand(
  given: readonly (readonly [string, EntityOverride | false])[],
  byId: ReadonlyMap<string, Operation>,
  found: readonly Resource[],
  note: TakeNote,
): readonly Resource[] {
  return given.flatMap(([name, override]): Resource[] => {
    if (override === false || override.list === undefined) return []
    const list = byId.get(override.list)
    if (!list) {
      note('entity', name, `There is no call "${override.list}".`)
      return []
    }
    if (found.some((resource) => resource.list === list)) return []
    const none = { itemPath: undefined, rows: undefined, row: undefined, get: undefined }
    return [
      {
        ...none,
        path: list.path,
        segment: name,
        list,
        create: undefined,
        update: undefined,
        isWhole: false,
        remove: undefined,
      },
    ]
  })
}

/** A resource with the calls that were named for it. */
function withCalls(
  resource: Resource,
  override: EntityOverride | undefined,
  byId: ReadonlyMap<string, Operation>,
  note: TakeNote,
): Resource {
  const pick = (id: string | false | undefined, otherwise: Operation | undefined): Operation | undefined => {
    if (id === undefined) return otherwise
    if (id === false) return undefined
    const named = byId.get(id)
    if (!named) note('entity', resource.path, `There is no call "${id}".`)
    return named ?? otherwise
  }
  const get = pick(override?.get, resource.get)
  const update = pick(override?.update, resource.update)
  return {
    ...resource,
    list: pick(override?.list, resource.list) ?? resource.list,
    get,
    create: pick(override?.create, resource.create),
    update,
    isWhole: update === resource.update ? resource.isWhole : update?.method === 'PUT',
    remove: pick(override?.delete, resource.remove),
    itemPath: resource.itemPath ?? get?.path,
  }
}

interface EntityName {
  readonly name: string
  readonly singular: string
}

/** After the last word of the path, with that of its parent where it is taken. */
function nameFor(
  { path, segment }: Resource,
  names: Names,
  entities: readonly Entity[],
  note: TakeNote,
): EntityName | undefined {
  const words = path.split('/').filter((word) => word !== '' && !word.includes('{'))
  const before = words.at(-2)
  const candidates = [
    segment,
    ...(before === undefined ? [] : [`${toSingular(toCamelCase(before))}_${segment}`]),
  ]
  for (const candidate of [...candidates, `api_${segment}`, ...candidates.map((text) => `${text}_2`)]) {
    const name = toCamelCase(candidate.replaceAll(/[^A-Za-z0-9]+/g, '_'))
    if (!/^[a-z][A-Za-z0-9]*$/.test(name)) continue
    const own = toSingular(name)
    const singular = own === name ? `${name}Item` : own
    const isTaken = entities.some((entity) =>
      [entity.name, entity.singular].some((taken) => taken === name || taken === singular),
    )
    if (!isTaken && hooksOf(name, singular).every((hook) => names.isFree(hook))) return { name, singular }
  }
  note('entity', `GET ${path}`, 'Its path gives no name that is free.')
  return undefined
}

/** Names of what is exported for an entity. */
function hooksOf(name: string, singular: string): readonly string[] {
  const [many = '', one = ''] = [name, singular].map(capitalized)
  return [
    `use${many}`,
    `useSuspense${many}`,
    ...['use', 'useSuspense', 'useCreate', 'useUpdate', 'useDelete', 'usePacedUpdate'].map(
      (verb) => `${verb}${one}`,
    ),
    `use${one}Pages`,
    `use${one}Aggregate`,
    `${name}Collection`,
    `${name}Rest`,
    `${singular}Keys`,
    `${singular}Queries`,
  ]
}

function claim(names: Names, { name, singular }: Entity): void {
  for (const one of hooksOf(name, singular)) names.claim(one)
}

/** The entity below whose rows a path lists; `undefined` for a root, `null` where it is no entity. */
function parentOf(
  { path, list }: Resource,
  entities: readonly Entity[],
  note: TakeNote,
): Entity | null | undefined {
  const params = [...path.matchAll(/\{([^{}]+)\}/g)]
  if (params.length === 0) return undefined
  const above = path.slice(0, path.lastIndexOf('}') + 1)
  const parent = entities.find(({ get, list: { operation } }) => {
    const own = get?.operation.path ?? `${operation.path}/{}`
    return own.replaceAll(/\{[^{}]*\}/g, '{}') === above.replaceAll(/\{[^{}]*\}/g, '{}')
  })
  if (parent && parent.parentFields.length + 1 === params.length) return parent
  note('entity', `${list.method} ${path}`, `Its rows are found below ${above} alone, which is no entity.`)
  return null
}
