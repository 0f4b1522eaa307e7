import { type AnyModel, defineEntity, defineModel } from '@throughline/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { deriveEntities } from './derive-entities.ts'
import { type EntityItems, modelItems } from './item.ts'
import { tableLayout } from './table-layout.ts'

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
function lineModel(own: readonly (readonly Kind[])[]): AnyModel {
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
        schema: z.object(
          Object.fromEntries(path.map((name, index) => [name, schemas[kinds[index] ?? 'text']])),
        ),
      } as never),
    ] as const
  })
  return defineModel({
    service: 'line',
    entities: Object.fromEntries(entities) as never,
  })
}

const models = fc
  .array(fc.array(fc.constantFrom<Kind>('number', 'text'), { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((own) => {
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
