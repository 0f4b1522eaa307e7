import { isDeepStrictEqual } from 'node:util'
import { defineEntity, defineModel } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { everyKind, everyKindRows } from '../tests/every-kind.ts'
import { makeReviver, makeWriter } from './wire.ts'

const model = defineModel({
  service: 'wire',
  entities: { things: defineEntity({ singular: 'thing', schema: everyKind }) },
})
const things = entityOf(model, 'things')

it.each(['input', 'output'] as const)('brings any row back from JSON as it was, on the %s side', (side) => {
  const [write, revive] = [makeWriter(things, side), makeReviver(things, side)]
  fc.assert(
    fc.property(everyKindRows, (row) => {
      const sent = JSON.parse(JSON.stringify(write(row))) as Record<string, unknown>
      const revived = revive(sent)
      if (!isDeepStrictEqual(revived, row)) expect(revived).toStrictEqual(row)
      expect(everyKind.safeParse(revived).success).toBe(true)
    }),
    { numRuns: 500 },
  )
})
