import { isDeepStrictEqual } from 'node:util'
import { describeField } from '@throughline/schema'
import { Entity } from 'electrodb'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { anySchema, asKept } from '../../tests/any-schema.ts'
import { zodToElectroDBAttributes } from './attributes.ts'
import { fieldCodec } from '../items/codec.ts'

const samples = anySchema.chain(({ schema, values }) => values.map((value) => ({ schema, value })))

it('ElectroDB writes what the store’s codec writes, and reads the same values back', () => {
  fc.assert(
    fc.property(samples, ({ schema, value }) => {
      const attributes = zodToElectroDBAttributes(z.object({ id: z.string(), value: schema }))
      const definition = {
        model: { entity: 'thing', service: 'test', version: '1' },
        attributes,
        indexes: { primary: { pk: { field: 'pk', composite: ['id'] }, sk: { field: 'sk', composite: [] } } },
      }
      const entity = new Entity(definition as never, { table: 'test' })
      const { Item } = entity.put({ id: '1', value } as never).params<{ Item: Record<string, unknown> }>()
      const encoded = fieldCodec(describeField(schema)).encode(value)
      if (!isDeepStrictEqual(Item['value'], encoded)) expect(Item).toStrictEqual({ value: encoded })
      const { data } = entity.parse({ Item } as never) as unknown as { data: Record<string, unknown> }
      if (!isDeepStrictEqual(data['value'], asKept(value)))
        expect(data).toStrictEqual({ value: asKept(value) })
    }),
    { numRuns: 300 },
  )
})
