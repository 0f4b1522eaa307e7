import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { defineEntity, defineModel, type StoredRow } from '@throughline/schema'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { modelItems } from '../src/items/item.ts'
import { tableLayout } from '../src/index.ts'
import { streamRecords } from '../src/streams/index.ts'
import { toItem } from '../src/streams/attribute-value.ts'
import { anySchema, asKept } from './any-schema.ts'
import { lambdaEvent, recordOf } from './stream-records.ts'

const meta = { version: 1, createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-01-02T03:04:05.678Z' }

describe('any row', () => {
  it('is read from a stream as it was written, by the store’s own reader too', () => {
    const rows = anySchema.chain(({ schema, values }) =>
      fc.tuple(fc.constant(schema), values, values, fc.boolean()).map(([type, before, after, isSame]) => {
        return { type, before, after: isSame ? before : after }
      }),
    )
    fc.assert(
      fc.property(rows, ({ type, before, after }) => {
        const things = defineEntity({ schema: z.object({ id: z.string(), value: type }) })
        const model = defineModel({ service: 'any', entities: { things } })
        const layout = tableLayout(model)
        const items = modelItems(model, layout).of('things')
        const stored = (value: unknown, version: number): StoredRow => ({
          row: { id: 'a', value },
          meta: { ...meta, version },
        })
        const [old, next] = [items.toItem(stored(before, 1)), items.toItem(stored(after, 2))]
        const event = lambdaEvent([recordOf(1, { before: old, after: next })])
        const { changes, failures } = streamRecords(model, layout, event)
        expect(failures).toEqual([])
        const [change] = changes
        expect(asKept(change?.before)).toEqual(asKept(stored(before, 1)))
        expect(asKept(change?.after)).toEqual(asKept(stored(after, 2)))
        const readBack = unmarshall(marshall(next, { removeUndefinedValues: true }))
        expect(change?.after).toEqual(items.toStored(readBack))
        if (JSON.stringify(old['value']) === JSON.stringify(next['value']))
          expect(change?.changedFields).toEqual([])
        else if (change?.changedFields.length === 0) expect(asKept(before)).toEqual(asKept(after))
      }),
      { numRuns: 500 },
    )
  })
})

describe('any item', () => {
  it('is read as the DocumentClient reads it', () => {
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, min: -1e15, max: 1e15 }), fc.bigInt())
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        number,
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array({ minLength: 1 }),
        fc.uniqueArray(fc.string(), { minLength: 1 }).map((texts) => new Set(texts)),
        fc.uniqueArray(fc.integer(), { minLength: 1 }).map((numbers) => new Set(numbers)),
        fc.array(tie('any')),
        fc.dictionary(
          fc.string().filter((name) => name !== '__proto__'),
          tie('any'),
          { noNullPrototype: true },
        ),
      ),
    })).any
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), value, { noNullPrototype: true }),
        (item) => {
          const image = marshall(item)
          expect(toItem(image)).toEqual(unmarshall(image))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('has its bytes back where Lambda writes them as base64', () => {
    const bytes = Uint8Array.from([0, 255, 7])
    const base64 = Buffer.from(bytes).toString('base64')
    expect(toItem({ one: { B: base64 }, some: { BS: [base64] } })).toEqual({
      one: bytes,
      some: new Set([bytes]),
    })
  })
})
