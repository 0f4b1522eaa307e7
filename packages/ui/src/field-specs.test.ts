import { describeField, type FieldSpec } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { changedValues, emptyValue, initialValues, inputSpec, submittedValues } from './form-values.ts'
import { findSpec, rowCurrency, visibleSpecs } from './field-specs.ts'
import { kindsModel, ledger } from './testing/kinds-model.ts'
import { note, sampleModel, subscription } from './testing/sample-model.ts'

const { subscriptions, notes } = sampleModel.entities
const { ledgers } = kindsModel.entities

/** The ways of codecs whose descriptions alone are wanted. */
const never = {
  decode: (): never => {
    throw new Error('Not called.')
  },
  encode: (): never => {
    throw new Error('Not called.')
  },
}

describe('visibleSpecs', () => {
  it('leaves out keys and what the server keeps', () => {
    const names = visibleSpecs(subscriptions.fields).map(({ name }) => name)
    expect(names).not.toContain('id')
    expect(names).not.toContain('createdAt')
    expect(names[0]).toBe('name')
  })
})

describe('initialValues', () => {
  it('passes hidden fields through, save those that the server keeps', () => {
    const values = initialValues(subscriptions.fields, subscription)
    expect(values['id']).toBe(subscription.id)
    expect(values).not.toHaveProperty('createdAt')
  })

  it('gives each visible field an empty value of its kind', () => {
    expect(initialValues(notes.fields, { id: 'x' })).toEqual({
      id: 'x',
      subject: '',
      priority: undefined,
      dueOn: null,
      done: false,
    })
  })
})

describe('changedValues', () => {
  it('finds what differs, deeply', () => {
    expect(changedValues(note, { ...note })).toEqual({})
    expect(changedValues(note, { ...note, done: true, dueOn: null })).toEqual({ done: true, dueOn: null })
    const copy = {
      ...subscription,
      tags: [...(subscription.tags ?? [])],
      settings: { region: 'x', sso: true },
    }
    expect(changedValues(subscription, copy)).toEqual({ settings: { region: 'x', sso: true } })
  })
})

describe('changedValues of sets and maps', () => {
  it.each<[string, unknown, unknown, boolean]>([
    ['equal sets', new Set(['a', 'b']), new Set(['a', 'b']), false],
    ['sets in another order', new Set(['a', 'b']), new Set(['b', 'a']), true],
    ['other sets', new Set(['a']), new Set(['b']), true],
    ['equal maps', new Map([['a', { b: 1n }]]), new Map([['a', { b: 1n }]]), false],
    ['other maps', new Map([['a', 1n]]), new Map([['a', 2n]]), true],
    ['a set and a map', new Set(), new Map(), true],
    ['a set and a list', new Set(['a']), ['a'], true],
    ['a set and an object', new Set(), {}, true],
    ['bigints', 1n, 2n, true],
  ])('tells %s', (_name, before, after, changed) => {
    expect('value' in changedValues({ value: before }, { value: after })).toBe(changed)
  })
})

describe('inputSpec', () => {
  const openedAt = findSpec(ledgers.fields, 'openedAt')

  it('is the spec of what a client writes, under the same name', () => {
    expect(openedAt?.kind).toBe('date')
    expect(openedAt && inputSpec(openedAt)).toMatchObject({
      name: 'openedAt',
      label: 'Opened at',
      kind: 'string',
      format: 'datetime',
      required: true,
    })
  })

  it('is the spec itself where nothing differs', () => {
    const [id] = subscriptions.fields
    expect(id && inputSpec(id)).toBe(id)
  })

  it('is that of what a recursive field refers to', () => {
    const lazy = { ...ledgers.fields[1], kind: 'lazy', nullable: true, resolve: () => ledgers.fields[3] }
    expect(inputSpec(lazy as FieldSpec)).toMatchObject({ name: 'balance', kind: 'literal', nullable: true })
  })
})

describe('the values of a form', () => {
  it('begin in the form that a client writes', () => {
    expect(initialValues(ledgers.fields, ledger)).toEqual({ ...ledger, openedAt: '2025-11-03T09:30:00.000Z' })
    expect(initialValues(ledgers.fields, {})).toMatchObject({
      agreed: undefined,
      limit: null,
      closedAt: null,
    })
  })

  it.each<[string, z.ZodType, unknown, unknown]>([
    ['a day of a date', z.codec(z.iso.date(), z.date(), never), new Date('2026-07-01'), '2026-07-01'],
    ['digits of a bigint', z.codec(z.string(), z.bigint(), never), 5n, '5'],
    ['a bigint of digits', z.codec(z.bigint(), z.string(), never), '5', 5n],
    ['digits of a number', z.codec(z.string(), z.number(), never), 0.5, '0.5'],
    ['a set of a list', z.codec(z.set(z.string()), z.array(z.string()), never), ['a'], new Set(['a'])],
    [
      'texts inside an object',
      z.object({ at: z.codec(z.iso.datetime(), z.date(), never) }),
      { at: new Date(0) },
      { at: '1970-01-01T00:00:00.000Z' },
    ],
  ])('are %s', (_name, schema, read, written) => {
    const specs = [{ ...describeField(schema), name: 'value', label: 'Value' } as FieldSpec]
    expect(initialValues(specs, { value: read })).toEqual({ value: written })
  })

  it('are handed over as the schema makes them, where it does not make another kind of them', () => {
    const written = { ...ledger, openedAt: '2025-11-03T09:30:00.000Z', labels: new Set([' x ']) }
    const parsed = { ...ledger, labels: new Set(['x']) }
    expect(submittedValues(ledgers.fields, written, parsed)).toEqual({ ...written, labels: new Set(['x']) })
  })

  it('are the only ones that are possible, where nobody has to be asked', () => {
    const only = (schema: z.ZodType): unknown => emptyValue(describeField(schema) as FieldSpec)
    expect([
      only(z.literal(5)),
      only(z.literal(true)),
      only(z.literal([true, false])),
      only(z.literal(false)),
    ]).toEqual([5, undefined, false, false])
  })
})

describe('rowCurrency', () => {
  it('reads the currency field', () => {
    expect(rowCurrency(subscriptions.fields, subscription)).toBe('EUR')
    expect(rowCurrency(subscriptions.fields, { currency: '' })).toBeUndefined()
    expect(rowCurrency(notes.fields, note)).toBeUndefined()
  })
})
