import {
  diffModels,
  type ModelChange,
  modelHash,
  modelToJSON,
  parseModelJSON,
} from '@throughline/schema/data'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildModel, modelPlan, mutation, sameShape } from './random-model.ts'

const timeout = 60_000

const changed = fc
  .tuple(modelPlan, fc.array(mutation, { minLength: 1, maxLength: 2 }))
  .map(([plan, mutations]) => [plan, mutations.reduce((model, mutate) => mutate(model), plan)] as const)

/** What each kind of change is when the two models change places. */
const inverses: Partial<Record<ModelChange['kind'], ModelChange['kind']>> = {
  'entity-added': 'entity-removed',
  'entity-removed': 'entity-added',
  'field-added': 'field-removed',
  'field-removed': 'field-added',
  'field-narrowed': 'field-widened',
  'field-widened': 'field-narrowed',
  'index-added': 'index-removed',
  'index-removed': 'index-added',
  'managed-added': 'managed-removed',
  'managed-removed': 'managed-added',
  'relation-added': 'relation-removed',
  'relation-removed': 'relation-added',
}

function invert(change: ModelChange): ModelChange {
  return { ...change, kind: inverses[change.kind] ?? change.kind }
}

const placeOf = ({ kind, entity, field, relation, written }: ModelChange): string =>
  [kind, entity, field, relation, written].join(' ')

describe('a model as data', { timeout }, () => {
  it('comes back from JSON as it was', () => {
    fc.assert(
      fc.property(modelPlan, (plan) => {
        const model = buildModel(plan)
        const written = modelToJSON(model)
        const stored: unknown = JSON.parse(JSON.stringify(written))
        expect(stored).toStrictEqual(written)
        expect(parseModelJSON(stored)).toStrictEqual(written)
        expect(JSON.stringify(modelToJSON(written))).toBe(JSON.stringify(written))
        expect(diffModels(model, parseModelJSON(stored))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it('is no different from itself, nor from one with other labels and another order', async () => {
    await fc.assert(
      fc.asyncProperty(modelPlan, async (plan) => {
        const [model, twin] = [buildModel(plan), buildModel(sameShape(plan))]
        expect(diffModels(model, model)).toEqual([])
        expect(diffModels(model, twin)).toEqual([])
        expect(await modelHash(model)).toBe(await modelHash(modelToJSON(twin)))
      }),
      { numRuns: 100 },
    )
  })

  it('has another hash exactly where a difference is found', async () => {
    const counts = { same: 0, different: 0 }
    await fc.assert(
      fc.asyncProperty(changed, async ([before, after]) => {
        const [a, b] = [buildModel(before), buildModel(after)]
        const isSame = diffModels(a, b).length === 0
        counts[isSame ? 'same' : 'different'] += 1
        expect((await modelHash(a)) === (await modelHash(b))).toBe(isSame)
      }),
      { numRuns: 200 },
    )
    // Otherwise one of the two directions was never tried.
    expect(Math.min(counts.same, counts.different)).toBeGreaterThan(10)
  })

  it('differs the other way round where the two change places', () => {
    fc.assert(
      fc.property(changed, ([before, after]) => {
        const [a, b] = [buildModel(before), buildModel(after)]
        const back = diffModels(b, a)
        const inverse = diffModels(a, b).map(invert)
        expect(back.map(placeOf).toSorted()).toEqual(inverse.map(placeOf).toSorted())
        const ends = (changes: readonly ModelChange[], from: 'from' | 'to', to: 'from' | 'to'): string[] =>
          changes.map((change) => JSON.stringify([placeOf(change), change[from], change[to]])).toSorted()
        expect(ends(back, 'from', 'to')).toEqual(ends(inverse, 'to', 'from'))
      }),
      { numRuns: 150 },
    )
  })

  it('says of every change what to do', () => {
    fc.assert(
      fc.property(changed, ([before, after]) => {
        for (const { message, entity, field } of diffModels(buildModel(before), buildModel(after))) {
          expect(message).toMatch(/\.$/)
          expect(message).toContain(entity)
          expect(message).toContain(field ?? '')
        }
      }),
      { numRuns: 100 },
    )
  })
})
