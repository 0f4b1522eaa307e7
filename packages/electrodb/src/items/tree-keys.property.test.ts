import { type AnyModel, defineEntity, defineModel, fieldMeta, keyPartSchema } from '@throughline/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { deriveEntities } from '../electro/derive-entities.ts'
import { type EntityItems, type Item, type ModelItems, modelItems } from './item.ts'
import { clientKey, clientPartition, feedPartition, headKey, placeKey } from '../sync/keys.ts'
import { type LayoutOptions, tableLayout, type TableLayout } from '../layout/table-layout.ts'
import { tenantLayout } from '../layout/tenancy.ts'
import { locksOf } from './unique.ts'

type Kind = 'number' | 'text'
type Values = Readonly<Record<string, number | string>>

const schemas = { number: z.int(), text: z.string() }
const part = {
  number: fc.oneof(fc.integer({ min: -12, max: 12 }), fc.maxSafeInteger()),
  text: fc.oneof(
    fc.string({
      unit: fc.constantFrom('a', 'b', '$', '{', '}', '~', '-', '0', '1'),
      minLength: 1,
      maxLength: 3,
    }),
    fc.constantFrom('PROFILE', 'L1', 'L2', 'L3', '${k0}'),
  ),
}

/** A line of entities, each below the one before; `own` are the kinds of the fields that each adds to the path. */
function lineModel(own: readonly (readonly Kind[])[], more: z.ZodRawShape = {}): AnyModel {
  const names = own.map((kinds, level) => kinds.map((_, index) => `l${level}k${index}`))
  const entities = own.map((_, level) => {
    const path = names.slice(0, level + 1).flat()
    const above = names.slice(0, level).flat()
    const kinds = own.flat()
    return [
      `level${level}s`,
      defineEntity({
        singular: `level${level}`,
        keyPrefix: `L${level}`,
        key: path,
        ...(level > 0 && {
          parent: 'above',
          relations: { above: { kind: 'belongsTo' as const, target: `level${level - 1}s`, field: above } },
        }),
        schema: z.object({
          ...Object.fromEntries(path.map((name, index) => [name, schemas[kinds[index] ?? 'text']])),
          ...more,
        }),
      } as never),
    ] as const
  })
  return defineModel({
    service: 'line',
    entities: Object.fromEntries(entities) as never,
  })
}

const lines = fc.array(fc.array(fc.constantFrom<Kind>('number', 'text'), { minLength: 1, maxLength: 2 }), {
  minLength: 1,
  maxLength: 4,
})
const models = lines.map((own) => {
  const model = lineModel(own)
  return { model, items: modelItems(model, tableLayout(model)).all }
})

const rowOf = ({ entity }: EntityItems): fc.Arbitrary<Values> =>
  fc.record(
    Object.fromEntries(
      entity.path.map((name) => [
        name,
        part[
          entity.fields.some((field) => field.name === name && field.kind === 'number') ? 'number' : 'text'
        ],
      ]),
    ),
    { noNullPrototype: true },
  )
const keyed = models.chain(({ model, items }) => {
  const row = fc.constantFrom(...items).chain((of) => fc.record({ of: fc.constant(of), row: rowOf(of) }))
  return fc.record({ model: fc.constant(model), a: row, b: row })
})

const pathOf = ({ entity }: EntityItems, row: Values): (number | string)[] =>
  entity.path.map((name) => row[name] ?? '')

describe('the keys of a tree', () => {
  it('are different for two different rows, and the same for the same', () => {
    fc.assert(
      fc.property(keyed, ({ a, b }) => {
        const same = a.of === b.of && JSON.stringify(a.row) === JSON.stringify(b.row)
        const [left, right] = [a.of.keys(a.row), b.of.keys(b.row)]
        expect(left['pk'] === right['pk'] && left['sk'] === right['sk']).toBe(same)
        expect(left['gsi2sk'] === right['gsi2sk']).toBe(same)
      }),
      { numRuns: 1_000 },
    )
  })

  it('of the rows below another, and no others, are in its range', () => {
    const seen = { below: 0, beside: 0 }
    const relations = fc.constantFrom('any', 'below', 'beside')
    fc.assert(
      fc.property(keyed, relations, ({ a, b }, relation) => {
        const above = pathOf(a.of, a.row)
        const { path } = b.of.entity
        if (path.length <= above.length) return
        const row = { ...b.row, ...(relation !== 'any' && a.row) }
        // A row beside the one above: its key goes on where that one's ends.
        const last = path[above.length - 1] ?? ''
        if (relation === 'beside' && typeof row[last] === 'string') row[last] += 'a'
        const isBelow = JSON.stringify(pathOf(b.of, row).slice(0, above.length)) === JSON.stringify(above)
        const { pk, operator, sk } = b.of.below(above)
        const key = b.of.key(row)
        const inRange = key.pk === pk && (operator === '=' ? key.sk === sk : key.sk.startsWith(sk))
        expect(inRange).toBe(isBelow)
        if (isBelow) seen.below += 1
        else if (relation === 'beside') seen.beside += 1
      }),
      { numRuns: 2_000 },
    )
    expect(Math.min(seen.below, seen.beside)).toBeGreaterThan(50)
  })

  it('are those that ElectroDB makes', () => {
    fc.assert(
      fc.property(keyed, ({ model, a }) => {
        // Sound: an entity takes its key fields, which have the same names on every level here.
        const electro = deriveEntities(model)[a.of.entity.name] as unknown as {
          get: (key: object) => { params: () => { Key: object } }
        }
        expect(electro.get(a.row).params().Key).toEqual(a.of.key(a.row))
      }),
      { numRuns: 300 },
    )
  })
})

const tenants = fc.oneof(
  part.text.filter((text) => !text.includes('${')),
  fc.constantFrom('TENANT', 'a:b', '$', 'UNIQUE', 'L0', 'ALL_DATA', 'CHANGES', 'CLIENT'),
)
const values = fc.oneof(fc.constantFrom('', '#', 'a#b', 'L1#', 'HEAD', 'PROFILE'), part.text)
const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
const noted = {
  code: z.string().register(fieldMeta, { unique: true }),
  note: z.string().optional().register(fieldMeta, { unique: true }),
}

function withValues([row, code, note]: [Values, string, string | undefined]): Values {
  return { ...row, code, ...(note !== undefined && { note }) }
}

/** What has a key in the table, with what it is, so that two of them can be compared. */
interface Keyed {
  readonly what: string
  readonly pk: string
  readonly sk: string
}

interface Chosen {
  readonly of: EntityItems
  readonly row: Values
  readonly place: number
  readonly client: string
}

/** All that is kept for a tenant: a row, its locks, the feed and the outcomes of a client. */
function keptFor(
  { prefix, of: itemsOf }: ModelItems,
  tenant: string,
  { of, row, place, client }: Chosen,
): Keyed[] {
  const items = itemsOf(of.entity.name)
  const item = items.toItem({ row, meta })
  const as = (...what: unknown[]): string => JSON.stringify([tenant, ...what])
  return [
    {
      what: as('row', items.entity.name, pathOf(items, row)),
      pk: String(item['pk']),
      sk: String(item['sk']),
    },
    ...locksOf(items, row).map(({ field, key: { pk, sk } }) => ({
      what: as('lock', items.entity.name, field, row[field]),
      pk,
      sk,
    })),
    { what: as('head', place), ...headKey(prefix, place) },
    { what: as('change', 1, place), pk: feedPartition(prefix, 1), sk: placeKey(place) },
    { what: as('client', client), ...clientKey(prefix, client) },
    { what: as('outcome', client, place), pk: clientPartition(prefix, client), sk: placeKey(place) },
  ]
}

/** An item's keys, by index. */
function indexKeys({ key, indexes }: TableLayout, item: Item): string[][] {
  return [{ name: 'table', ...key }, ...indexes].flatMap(({ name, pk, sk }) =>
    typeof item[sk] === 'string' ? [[name, String(item[pk]), item[sk]]] : [],
  )
}

describe('the keys of tenants', () => {
  const local = (model: AnyModel): LayoutOptions => ({
    local: Object.fromEntries(model.names.slice(1).map((name) => [name, ['code', 'note']])),
  })
  const chosen = lines.chain((own) => {
    const model = lineModel(own, noted)
    const choice = fc.constantFrom(...modelItems(model, tableLayout(model)).all).chain((of) =>
      fc.record({
        of: fc.constant(of),
        row: fc.tuple(rowOf(of), values, fc.option(values, { nil: undefined })).map(withValues),
        place: fc.nat(12),
        client: part.text,
        tenant: tenants,
      }),
    )
    const pair = fc.tuple(choice, choice)
    // Often the same but for one thing.
    const similar = fc
      .tuple(choice, tenants, values)
      .map(([a, tenant, code]) => [a, { ...a, tenant, row: { ...a.row, code } }] as const)
    return fc.record({ model: fc.constant(model), pair: fc.oneof(pair, similar) })
  })

  it('are different for any two different things: of entities, locks, the feed, clients and tenants', () => {
    const seen = { same: 0, tenants: 0 }
    fc.assert(
      fc.property(chosen, ({ model, pair: [a, b] }) => {
        const layout = tableLayout(model, { tenancy: 'prefix', ...local(model) })
        const itemsOf = (tenant: string): ModelItems => modelItems(model, tenantLayout(layout, tenant))
        const left = keptFor(itemsOf(a.tenant), a.tenant, a)
        const right = keptFor(itemsOf(b.tenant), b.tenant, b)
        for (const one of left) {
          for (const other of right) {
            const same = one.pk === other.pk && one.sk === other.sk
            expect(same, `${one.what} ${other.what} ${one.pk}`).toBe(one.what === other.what)
            if (same) seen.same += 1
          }
        }
        if (a.tenant !== b.tenant) seen.tenants += 1
      }),
      { numRuns: 1_500 },
    )
    expect(Math.min(seen.same, seen.tenants)).toBeGreaterThan(100)
  })

  it('share no partition with another tenant’s in any index, whatever the ids and the tenants are', () => {
    fc.assert(
      fc.property(
        chosen,
        tenants,
        fc.constantFrom('attribute' as const, 'prefix' as const),
        (picked, other, tenancy) => {
          const { model, pair } = picked
          const [{ of, row, tenant }] = pair
          const all = tableLayout(model, { tenancy, shards: 3, ...local(model) })
          const [mine, theirs] = [tenant, other].map((name) => modelItems(model, tenantLayout(all, name)))
          const items = mine?.of(of.entity.name)
          const item = items?.toItem({ row, meta }) ?? {}
          const keys = indexKeys(all, item)
          expect(keys.length).toBeGreaterThan(3)
          for (const [index, pk = ''] of keys) {
            const isBase = tenancy === 'attribute' && (index === 'table' || index?.startsWith('LSI'))
            // The tenant ends at the first `#`: no other tenant's prefix begins so.
            expect(pk.startsWith(`TENANT#${tenant}#`)).toBe(!isBase)
            expect(pk.split('#')[1] === tenant || isBase).toBe(true)
          }
          for (const { key } of items ? locksOf(items, row) : []) {
            expect(key.pk.startsWith(`TENANT#${tenant}#UNIQUE#`)).toBe(true)
          }
          expect(items?.owns(item)).toBe(true)
          expect(theirs?.ownerOf(item) !== undefined).toBe(tenant === other)
          expect(theirs?.isForeign(item)).toBe(tenancy === 'attribute' && tenant !== other)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('are those that ElectroDB makes', () => {
    fc.assert(
      fc.property(keyed, tenants, ({ model, a }, tenant) => {
        const layout = tableLayout(model, { tenancy: 'prefix' })
        // Sound: an entity takes its key fields, which have the same names on every level here.
        const electro = deriveEntities(model, { layout, tenant })[a.of.entity.name] as unknown as {
          get: (key: object) => { params: () => { Key: object } }
        }
        const items = modelItems(model, tenantLayout(layout, tenant))
        expect(electro.get(a.row).params().Key).toEqual(items.of(a.of.entity.name).key(a.row))
      }),
      { numRuns: 300 },
    )
  })

  it('are made for every tenant that is a part of a key, and for no other', () => {
    const layout = tableLayout(lineModel([['text']]), { tenancy: 'prefix' })
    const anyText = fc.oneof(
      tenants,
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('${k}', 'a\n'),
    )
    fc.assert(
      fc.property(anyText, (tenant) => {
        const isGood = keyPartSchema.safeParse(tenant).success && !tenant.includes('${')
        if (isGood) expect(tenantLayout(layout, tenant).tenant).toBe(tenant)
        else expect(() => tenantLayout(layout, tenant)).toThrow(/is no tenant/)
      }),
    )
  })
})
