import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fits } from '../tests/description-fits.ts'
import { type Node, refusedSchemas, schemas } from '../tests/random-schema.ts'
import { defineEntity } from './define-entity.ts'
import { defineModel } from './define-model.ts'
import { describeField, UnsupportedFieldError } from './describe-field.ts'
import type { FieldDescription } from './field-description.ts'
import { outputSide } from './output-side.ts'
import { importRow, planWrite } from './plan-write.ts'
import { someDescription } from './walk-description.ts'

/** A schema with one value for it. */
const written = schemas(4).chain((node: Node) => node.values.map((value) => ({ schema: node.schema, value })))
const runs = { numRuns: 400 }

function parsed(schema: z.core.$ZodType, value: unknown): z.ZodSafeParseResult<unknown> | undefined {
  try {
    return z.safeParse(schema, value)
  } catch {
    // An intersection whose sides read differently throws.
    return undefined
  }
}

describe('random schemas', () => {
  it('are described, each as the values that it reads and writes', () => {
    let read = 0
    fc.assert(
      fc.property(written, ({ schema, value }) => {
        const description = describeField(schema)
        const result = parsed(z.object({ field: schema }), { field: value })
        if (!result?.success) return
        read += 1
        const { field } = result.data as { field: unknown }
        expect(fits(description, field, 'output')).toBe(true)
      }),
      runs,
    )
    expect(read).toBeGreaterThan(runs.numRuns / 2)
  })

  it('are read back as they were read', () => {
    fc.assert(
      fc.property(written, ({ schema, value }) => {
        const result = parsed(z.object({ field: schema }), { field: value })
        if (!result?.success) return
        expect(
          z.safeParse(outputSide(z.object({ field: schema })), result.data).error?.issues,
        ).toBeUndefined()
      }),
      runs,
    )
  })

  it('make fields that an update of nothing leaves alone, and that can be imported', () => {
    let inserted = 0
    fc.assert(
      fc.property(written, ({ schema, value }) => {
        const things = defineEntity({
          singular: 'thing',
          schema: z.object({ id: z.string(), field: schema }),
        })
        const { things: entity } = defineModel({ service: 'things', entities: { things } }).entities
        const now = '2026-01-02T03:04:05.678Z'
        const mutation = { mutationId: 'm', entity: 'things', key: { id: 'a' } } as const
        const row = { id: 'a', field: value }
        let plan: ReturnType<typeof planWrite>
        try {
          plan = planWrite({ ...mutation, op: 'insert', row }, entity, undefined, now)
        } catch {
          return
        }
        if (plan.kind !== 'put') return
        inserted += 1
        const { stored } = plan
        expect(entity.variants.update.safeParse({}).data).toEqual({})
        const next = planWrite({ ...mutation, op: 'update', changes: {} }, entity, stored, now)
        expect(next).toEqual({
          kind: 'put',
          stored: { row: stored.row, meta: { ...stored.meta, version: 2 } },
        })
        const imported = importRow(entity, stored.row, now).stored
        // Which option of a union a value was read by, the value alone does not always tell.
        const isUnion = ({ kind }: FieldDescription): boolean => kind === 'union'
        if (!someDescription(describeField(schema), 'output', isUnion)) expect(imported).toEqual(stored)
      }),
      runs,
    )
    expect(inserted).toBeGreaterThan(runs.numRuns / 2)
  })

  it('with one thing in them that cannot be stored are refused with its path', () => {
    fc.assert(
      fc.property(refusedSchemas, ({ schema, path }) => {
        try {
          describeField(schema)
        } catch (error) {
          expect(error).toBeInstanceOf(UnsupportedFieldError)
          expect(error).toMatchObject({ path, message: expect.stringMatching(/stored\. [A-Z].*\.$/) })
          return
        }
        throw new Error('It was described.')
      }),
      runs,
    )
  })
})
