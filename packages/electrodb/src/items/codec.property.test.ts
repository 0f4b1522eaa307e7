import { isDeepStrictEqual } from 'node:util'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { describeField } from '@throughline/schema'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anySchema, asKept } from '../../tests/any-schema.ts'
import { fieldCodec } from './codec.ts'

const samples = anySchema.chain(({ schema, values }) => values.map((value) => ({ schema, value })))

/** What DynamoDB gives back of an attribute, by way of the SDK as the store uses it. */
function kept(value: unknown): unknown {
  return unmarshall(marshall({ value }, { removeUndefinedValues: true }))['value']
}

/** Vitest's own matchers take different values for equal where they hold `undefined`. */
function expectEqual(value: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(value, expected)) expect({ value }).toStrictEqual({ expected })
}

describe('fieldCodec', () => {
  it('gives every value of every field back as it was, through what the SDK and DynamoDB keep', () => {
    fc.assert(
      fc.property(samples, ({ schema, value }) => {
        const { encode, decode, plain } = fieldCodec(describeField(schema))
        const encoded = encode(value)
        expectEqual(decode(kept(encoded)), asKept(value))
        if (plain) expectEqual(encoded, asKept(value))
        // A size is counted by it.
        if (encoded !== undefined) expect(typeof JSON.stringify(encoded)).toBe('string')
      }),
      { numRuns: 2_000 },
    )
  })
})
