import type { EntityRow, Store } from '@throughline/schema'
import { compareValues, entityOf, keyOf, matches, planRead } from '@throughline/schema/adapter'
import fc from 'fast-check'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { createDynamoClient, createDynamoStore, createTable, tableLayout } from '../src/index.ts'
import { marketChoices, marketModel } from './market-model.ts'
import { mutationId } from './shop-model.ts'

type MarketRow = EntityRow<typeof marketModel>
type Values = Readonly<Record<string, unknown>>

const names = ['', 'a', 'ab', 'a b', 'b', 'ä', '#', '語', '😀']
const days = [-1e12, 0, 1e12, 1.7e12].map((time) => new Date(time))
const numbers = [-1000.5, -3, 0, 0.125, 7, 42]
const ids = ['a', 'b', 'c d', 'e!', 'é']

const stalls: readonly MarketRow[] = ids.map((id, index) => ({
  entity: 'stalls',
  row: { id, name: names[index * 2] ?? '', ...(index % 2 === 0 && { opened: days[index % 4] }) },
}))
const goods: readonly MarketRow[] = ids.flatMap((stallId, stall) =>
  Array.from({ length: 9 }, (_, index): MarketRow => ({
    entity: 'goods',
    row: {
      id: `${names[index] === '#' ? 'n' : names[index]}${index}`,
      stallId,
      growerId: index % 4 === 0 ? null : `g${index % 3}`,
      code: `${stall}-${index}`,
      price: index % 5 === 4 ? null : (numbers[(index + stall) % 6] ?? 0),
      ...(index % 3 > 0 && { due: days[(index + stall) % 4] }),
      open: index % 2 === 0,
      rank: ((index * 7) % 5) - 2,
      ...(index % 2 === 0 && { note: names[(index + stall) % 9] }),
    },
  })),
)
const tests: readonly MarketRow[] = goods.slice(0, 12).flatMap(({ row }, place) =>
  [2024, 2025].map((year, index): MarketRow => ({
    entity: 'tests',
    row: {
      stallId: 'a',
      goodId: (row as Values)['id'] as string,
      year,
      number: place % 3,
      ...(index === 0 && { grade: names[place % 9] }),
    },
  })),
)
const rates: readonly MarketRow[] = ['EU', 'US'].flatMap((region) =>
  [2024, 2025, 2026].map((year): MarketRow => ({ entity: 'rates', row: { region, year, rate: year / 7 } })),
)
const rows = [...stalls, ...goods, ...tests.slice(0, 18), ...rates]

/** The values that conditions compare with: those of the rows, and some that none has. */
const operands: Readonly<Record<string, readonly unknown[]>> = {
  id: [...ids, 'a0', 'b4', 'z', 'ä5', '#', ''],
  stallId: [...ids, 'z'],
  goodId: ['0', 'a1', 'z'],
  growerId: ['g0', 'g1', 'z', '#', null],
  name: names,
  opened: days,
  due: days,
  code: ['0-1', '2-3', 'z'],
  price: [...numbers, 5, 1e300, -1e300, null],
  open: [true, false],
  rank: [-2, 0, 1.5, 2],
  note: names,
  year: [2023, 2024, 2025],
  number: [0, 1, 2],
  grade: names,
  region: ['EU', 'US', 'E'],
  rate: [2024 / 7, 0],
}

const texts = new Set(['id', 'stallId', 'goodId', 'growerId', 'name', 'code', 'note', 'grade', 'region'])

function condition(field: string): fc.Arbitrary<unknown> {
  const value = fc.constantFrom(...(operands[field] ?? []))
  const given = value.filter((one) => one !== null)
  const bounds =
    field === 'open'
      ? []
      : [fc.record({ gt: given }), fc.record({ lte: given }), fc.record({ gte: given, lt: given })]
  return fc.oneof(
    { arbitrary: value, weight: 3 },
    fc.record({ in: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }) }),
    fc.record({ ne: value }),
    ...bounds,
    ...(texts.has(field) ? [fc.record({ startsWith: given }), fc.record({ contains: given })] : []),
  )
}

function where(fields: readonly string[]): fc.Arbitrary<Values> {
  return fc
    .uniqueArray(fc.constantFrom(...fields), { maxLength: 3 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((field) => [field, condition(field)]))))
}

const orders: Readonly<Record<string, readonly string[]>> = {
  stalls: ['id', 'name', 'opened'],
  goods: ['code', 'price'],
  tests: [],
  rates: ['region'],
}

interface Request {
  readonly entity: string
  readonly where: Values
  readonly orderBy: Readonly<Record<string, string>> | undefined
  readonly limits: readonly number[]
  readonly maxExamined: number
}

const request: fc.Arbitrary<Request> = fc
  .constantFrom('goods', 'stalls', 'tests', 'rates')
  .chain((entity) => {
    const { fields } = entityOf(marketModel, entity)
    const order = fc.constantFrom(undefined, ...(orders[entity] ?? []))
    return fc.record({
      entity: fc.constant(entity),
      where: where(fields.map(({ name }) => name)),
      orderBy: fc
        .tuple(order, fc.constantFrom('asc', 'desc'))
        .map(([field, direction]) => (field === undefined ? undefined : { [field]: direction })),
      limits: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      maxExamined: fc.constantFrom(2, 10, 10_000),
    })
  })

/** Several ranges as one list, in both directions, over pages that end within and between them. */
const listed: readonly Pick<Request, 'entity' | 'orderBy' | 'where'>[] = [
  { entity: 'stalls', where: { id: { in: ['b', 'a', 'é', 'none'] } }, orderBy: undefined },
  { entity: 'stalls', where: { id: { in: ['b', 'a', 'é'] } }, orderBy: { id: 'desc' } },
  { entity: 'stalls', where: { name: { in: ['', '語', 'b'] } }, orderBy: { name: 'desc' } },
  { entity: 'goods', where: { price: { in: [0, 7, 42] } }, orderBy: { price: 'asc' } },
  { entity: 'goods', where: { price: { in: [0, 7, 42] } }, orderBy: { price: 'desc' } },
  { entity: 'goods', where: { growerId: { in: ['g0', 'g1'] } }, orderBy: undefined },
  { entity: 'goods', where: { stallId: { in: ['a', 'c d', 'e!'] }, open: true }, orderBy: undefined },
  { entity: 'goods', where: { stallId: { in: ['a', 'b'] }, id: { gte: 'a' } }, orderBy: undefined },
  { entity: 'goods', where: {}, orderBy: { price: 'desc' } },
  {
    entity: 'rates',
    where: { region: { in: ['US', 'EU'] }, year: { gte: 2025 } },
    orderBy: { region: 'desc' },
  },
  { entity: 'tests', where: { grade: 'a' }, orderBy: undefined },
]
const examples = [2, 10_000].flatMap((maxExamined) =>
  listed.map(({ entity, where: asked, orderBy }): [Request] => [
    { entity, where: asked, orderBy, limits: [1, 2], maxExamined },
  ]),
)

describe.each([1, 4])('list by any conditions, of %i partitions of all rows', (shards) => {
  const client = createDynamoClient({ endpoint: inject('endpoint') })
  const tableName = `market-${process.pid}-${Date.now()}-${shards}`
  const layout = tableLayout(marketModel, { ...marketChoices, tableName, shards })
  const stores = new Map<number, Store>()
  beforeAll(async () => {
    await createTable(client, layout)
    for (const maxExamined of [2, 10, 10_000]) {
      // Sound for a test: it names fields and entities as texts.
      stores.set(
        maxExamined,
        createDynamoStore(marketModel, { client, layout, maxExamined }) as unknown as Store,
      )
    }
    await stores.get(10_000)?.load(rows)
  }, 60_000)

  /** The rows in the order of the answer, and a key that tells them apart. */
  async function answer(
    { entity, where: asked, orderBy, limits, maxExamined }: Request,
    between: (page: number, last: string | undefined) => Promise<void> = async () => undefined,
  ): Promise<string[]> {
    const store = stores.get(maxExamined)
    const found: string[] = []
    let cursor: string | undefined
    for (let page = 0; page < 500; page += 1) {
      const limit = limits[page % limits.length] ?? 1
      const { items = [], cursor: next = null } =
        (await store?.list(entity, { where: asked as never, orderBy: orderBy as never, limit, cursor })) ?? {}
      expect(items.length).toBeLessThanOrEqual(limit)
      found.push(...items.map(({ row }) => keyText(entity, row)))
      if (next === null) return found
      cursor = next
      await between(page, found.at(-1))
    }
    throw new Error('The pages never end.')
  }
  const keyText = (entity: string, row: Values): string =>
    JSON.stringify(keyOf(entityOf(marketModel, entity), row))

  const expected = ({ entity, where: asked, orderBy }: Request): { keys: string[]; values: unknown[] } => {
    const plan = planRead(entityOf(marketModel, entity), { where: asked, orderBy })
    const { field, descending } = plan.orderBy ?? {}
    const all = rows.filter((row) => row.entity === entity).map(({ row }): Values => row)
    const wanted = all
      .filter((row) => matches(plan.conditions, row))
      .filter((row) => field === undefined || (row[field] ?? null) !== null)
    const sorted = field === undefined ? wanted : wanted.toSorted((a, b) => compareValues(a[field], b[field]))
    if (descending) sorted.reverse()
    return { keys: sorted.map((row) => keyText(entity, row)), values: sorted.map((row) => row[field ?? '']) }
  }
  const valueOf = (entity: string, orderBy: Values | undefined, key: string): unknown =>
    rows
      .filter((row) => row.entity === entity)
      .map(({ row }): Values => row)
      .find((row) => keyText(entity, row) === key)?.[Object.keys(orderBy ?? {})[0] ?? '']

  it('finds the same rows as a plain filter, in the order that is asked for, whatever the pages', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const keys = await answer(asked)
        const { keys: wanted, values } = expected(asked)
        expect(keys.toSorted()).toEqual(wanted.toSorted())
        if (!asked.orderBy) return
        expect(keys.map((key) => valueOf(asked.entity, asked.orderBy, key))).toEqual(values)
      }),
      { numRuns: 50, examples },
    )
  })

  it('neither skips nor repeats a row that stays, where others are deleted between the pages', async () => {
    const store = stores.get(10_000)
    const deletable = goods.map(({ row }): Values => row)
    await fc.assert(
      fc.asyncProperty(
        request.filter(({ entity }) => entity === 'goods'),
        fc.array(fc.nat(deletable.length - 1), { minLength: 1, maxLength: 8 }),
        async (asked, picks) => {
          const gone = new Set<string>()
          const found = await answer(asked, async (page, last) => {
            if (page >= picks.length) return
            // Every other time the row that the cursor stands on.
            const row =
              deletable.find((one) => page % 2 === 0 && keyText('goods', one) === last) ??
              deletable[picks[page] ?? 0]
            if (!row) return
            const key = keyOf(marketModel.entities.goods, row)
            gone.add(keyText('goods', row))
            await store?.push([{ op: 'delete', mutationId: mutationId(), entity: 'goods', key }])
          })
          expect(new Set(found).size).toBe(found.length)
          const stayed = (keys: readonly string[]): string[] =>
            keys.filter((key) => !gone.has(key)).toSorted()
          expect(stayed(found)).toEqual(stayed(expected(asked).keys))
          const below = (row: Values): string =>
            JSON.stringify({ stallId: row['stallId'], id: row['goodId'] })
          const lost = ({ entity, row }: MarketRow): boolean =>
            gone.has(entity === 'tests' ? below(row) : keyText(entity, row))
          await store?.load(rows.filter(lost))
        },
      ),
      { numRuns: 12 },
    )
  })
})
