import { type AnyModelEntity, defineEntity, defineModel } from '@throughline/schema'
import { jsonCodec } from '@throughline/schema/adapter'
import { toJSONSchema } from '@throughline/schema/data'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { buildField, type FieldPlan, fieldPlan } from './random-model.ts'
import { valueOf } from './random-value.ts'

interface Checked {
  readonly entity: AnyModelEntity
  readonly accepts: ValidateFunction
}

/** An entity of one random field, and the validator of its rows as they travel. */
function checkedEntity(plan: FieldPlan): Checked {
  const things = defineEntity({ schema: z.object({ id: z.uuid(), value: buildField(plan) }) })
  const model = defineModel({ service: 'random', entities: { things } })
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false, strictTuples: false })
  formats.default(ajv)
  const entity: AnyModelEntity = model.entities.things
  return { entity, accepts: ajv.compile(toJSONSchema(model, 'things')) }
}

/** A row as JSON brings it. */
function sent({ fields }: AnyModelEntity, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const coded = fields.map((field) => [field.name, jsonCodec(field).encode(row[field.name])])
  return JSON.parse(JSON.stringify(Object.fromEntries(coded))) as Record<string, unknown>
}

function received(
  { fields }: AnyModelEntity,
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = fields.filter(({ name }) => name in row)
  return Object.fromEntries(known.map((field) => [field.name, jsonCodec(field).decode(row[field.name])]))
}

const id = '6a1f7c3e-5b0d-4c8a-9e2f-0123456789ab'

const fieldWithValue = fieldPlan.chain((plan) => fc.tuple(fc.constant(plan), valueOf(plan)))

describe('the JSON Schema of a row', { timeout: 60_000 }, () => {
  it('accepts every row, as it travels', () => {
    fc.assert(
      fc.property(fieldWithValue, ([plan, value]) => {
        const { entity, accepts } = checkedEntity(plan)
        const row = { id, ...(value !== undefined && { value }) }
        fc.pre(entity.variants.row.safeParse(row).success)
        const isAccepted = accepts(sent(entity, row))
        expect(accepts.errors ?? []).toEqual([])
        expect(isAccepted).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('refuses what the row schema refuses', () => {
    const counts = { accepted: 0, refused: 0 }
    fc.assert(
      fc.property(
        fieldWithValue,
        fc.constantFrom(null, 1.5, -3, 'Zz', '', true, [], {}, [[]], ['x']),
        (pair, wrong) => {
          const [plan] = pair
          const { entity, accepts } = checkedEntity(plan)
          const row = { id, value: wrong }
          const isRow = entity.variants.row.safeParse(received(entity, row)).success
          counts[isRow ? 'accepted' : 'refused'] += 1
          expect(accepts(row)).toBe(isRow)
        },
      ),
      { numRuns: 150 },
    )
    expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(10)
  })
})
