import { describe, expect, it } from 'vitest'
import { type FieldFilter, filterConditions, filterKind, filterText, parseFilter } from './field-filters.ts'
import { findSpec } from './field-specs.ts'
import { sampleModel } from './testing/sample-model.ts'

const { fields } = sampleModel.entities.subscriptions

function specOf(name: string) {
  const spec = findSpec(fields, name)
  if (!spec) throw new Error(`There is no field ${name}.`)
  return spec
}

describe('a filter', () => {
  it.each<[name: string, text: string, filter: FieldFilter]>([
    ['name', '~ann', { kind: 'contains', text: 'ann' }],
    ['status', 'trial|active', { kind: 'in', values: ['trial', 'active'] }],
    ['autoRenew', 'true', { kind: 'in', values: ['true'] }],
    ['startsOn', '2020-01-01..', { kind: 'range', from: '2020-01-01' }],
    ['seats', '..5', { kind: 'range', to: '5' }],
  ])('of %s goes into a text and comes back', (name, text, filter) => {
    expect(filterText(filter)).toBe(text)
    expect(parseFilter(specOf(name), text)).toEqual(filter)
  })

  it('that asks for nothing, or for what there is not, is none', () => {
    expect(parseFilter(specOf('name'), '~ ')).toBeUndefined()
    expect(parseFilter(specOf('status'), 'gone')).toBeUndefined()
    expect(parseFilter(specOf('seats'), '..')).toBeUndefined()
  })

  it('is not offered for what is sensitive', () => {
    expect(filterKind(specOf('iban'))).toBeUndefined()
    expect(filterKind(specOf('tags'))).toBeUndefined()
  })
})

describe('conditions', () => {
  it('are what a store is asked', () => {
    const conditions = filterConditions(fields, {
      name: { kind: 'contains', text: '50%_x' },
      autoRenew: { kind: 'in', values: ['true'] },
      seats: { kind: 'range', from: '2', to: '9' },
      renewedAt: { kind: 'range', from: '2026-04-01', to: '2026-04-01' },
    })
    expect(conditions).toEqual({
      name: { ilike: '%50  x%' },
      autoRenew: { in: [true] },
      seats: { gte: 2, lte: 9 },
      renewedAt: { gte: '2026-04-01T00:00:00.000Z', lte: '2026-04-01T23:59:59.999Z' },
    })
  })
})
