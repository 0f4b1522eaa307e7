import type { AnyModel } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import {
  accessCases,
  argumentOf,
  conditionsOf,
  type ReadInput,
  readsOf,
  tenant,
} from '../../tests/access-reads.ts'
import { type AccessPattern, accessPatterns } from './access-patterns.ts'
import { deriveService } from '../electro/derive-entities.ts'
import { partitionAttributes } from './partition-attribute.ts'
import { tableLayout } from './table-layout.ts'

describe.each(accessCases)('the access patterns of %s', (_name, model, options) => {
  const patterns = accessPatterns(model, options)

  it('are what ElectroDB asks, where its entities have them', () => {
    const layout = tableLayout(model, options)
    const service = deriveService(model, { layout, ...(options.tenancy && { tenant }) })
    const seen = new Set<string>()
    for (const pattern of patterns) {
      const params = electroParams(model, service, pattern)
      if (!params) continue
      seen.add(pattern.method)
      const [wanted] = conditionsOf(pattern)
      const [read] = readsOf(params)
      expect(read?.index).toBe(pattern.index)
      expect(read?.condition, pattern.example).toMatch(wanted ?? '')
    }
    const children = Object.values(model.entities).some(({ parent }) => parent !== undefined)
    expect([...seen].toSorted()).toEqual([
      'batchGet',
      'get',
      'list',
      ...(children ? ['query'] : []),
      ...((options.shards ?? 1) === 1 ? ['snapshot'] : []),
    ])
  })
})

interface Electro {
  readonly get: (key: object) => { readonly params: () => unknown }
  readonly query: Readonly<Record<string, (key: object) => { readonly params: () => unknown }>>
}

/** The same by the derived entities; `undefined` where ElectroDB has no such index, or cannot end a part of a key. */
function electroParams(model: AnyModel, service: unknown, pattern: AccessPattern): ReadInput | undefined {
  // Sound: a service of ElectroDB has its entities and collections by name.
  const { entities, collections } = service as {
    entities: Readonly<Record<string, Electro>>
    collections: Electro['query']
  }
  // Sound: the parameters of one request, or of one batch.
  const first = (params: unknown): ReadInput => [params].flat()[0] as ReadInput
  if (pattern.method === 'snapshot') {
    const allRows = collections['allRows']
    return allRows && first(allRows({}).params())
  }
  const entity = model.entities[pattern.entity]
  const electro = entities[pattern.entity]
  if (!entity || !electro || !['batchGet', 'get', 'list', 'query'].includes(pattern.method)) return undefined
  const names = new Map(partitionAttributes(model, entity).map(({ name, mirrors = name }) => [mirrors, name]))
  const renamed = (values: object): object =>
    Object.fromEntries(Object.entries(values).map(([field, value]) => [names.get(field) ?? field, value]))
  const argument = argumentOf(pattern) ?? {}
  if (pattern.method === 'get') return first(electro.get(renamed(argument)).params())
  if (pattern.method === 'batchGet') {
    return first(electro.get(Object.values(argument).map(renamed)).params())
  }
  const { where = {}, orderBy }: { where?: object; orderBy?: object } = argument
  if (orderBy) return undefined
  const fields = Object.keys(where)
  if (fields.length === 0) return electro.query['list'] && first(electro.query['list']({}).params())
  const isPartition = fields.length === names.size && fields.every((field) => names.has(field))
  return isPartition && entity.parent !== undefined
    ? first(electro.query['primary']?.(renamed(where)).params())
    : undefined
}
