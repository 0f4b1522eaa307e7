import { describe, expect, it } from 'vitest'
import { changedValues, initialValues, rowCurrency, visibleSpecs } from './field-specs.ts'
import { note, sampleModel, subscription } from './testing/sample-model.ts'

const { subscriptions, notes } = sampleModel.entities

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

describe('rowCurrency', () => {
  it('reads the currency field', () => {
    expect(rowCurrency(subscriptions.fields, subscription)).toBe('EUR')
    expect(rowCurrency(subscriptions.fields, { currency: '' })).toBeUndefined()
    expect(rowCurrency(notes.fields, note)).toBeUndefined()
  })
})
