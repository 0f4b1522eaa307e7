import { describe, expect, it } from 'vitest'
import { errorIssues, errorMessage } from './error-message.ts'
import { issuesNow, readableIssues, requiredFields } from './form-issues.ts'
import type { StandardSchema } from './standard-schema.ts'
import { note, sampleModel } from './testing/sample-model.ts'

const say = { required: (label: string) => `${label} is required.`, sentence: (text: string) => text }
const { fields, variants } = sampleModel.entities.notes

describe('issuesNow', () => {
  it('finds nothing in valid values', () => {
    expect(issuesNow(variants.insert, fields, { ...note }, say)).toEqual([])
  })

  it('says in words that an empty field is required, and leaves other messages alone', () => {
    const values = { ...note, subject: ' ', priority: undefined, dueOn: 'soon' }
    const issues = issuesNow(variants.insert, fields, values, say)
    expect(issues).toContainEqual({ path: ['subject'], message: 'Subject is required.' })
    expect(issues).toContainEqual({ path: ['priority'], message: 'Priority is required.' })
    expect(issues.find(({ path }) => path[0] === 'dueOn')?.message).toBe('Invalid ISO date')
  })

  it("keeps a schema's own words", () => {
    const own = [{ path: ['subject'], message: 'Say what it is about.' }]
    expect(readableIssues(fields, { subject: '' }, own, say)).toEqual(own)
  })

  it('finds nothing yet where the schema is asynchronous', () => {
    const later: StandardSchema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => Promise.resolve({ issues: [{ message: 'No.' }] }),
      },
    }
    expect(issuesNow(later, fields, {}, say)).toEqual([])
    expect([...requiredFields(later, fields, {})]).toEqual(['subject', 'priority'])
  })
})

describe('requiredFields', () => {
  it('asks the schema', () => {
    expect([...requiredFields(variants.insert, fields, { ...note })]).toEqual(['subject', 'priority'])
  })
})

describe('what was thrown', () => {
  it('becomes a sentence', () => {
    expect(errorMessage(new Error('No.'))).toBe('No.')
    expect(errorMessage('No.')).toBe('No.')
    expect(errorMessage(undefined)).toBe('Something went wrong. Try again.')
  })

  it('gives its issues where they have the shape', () => {
    const error = { issues: [{ path: ['a', 0], message: 'No.' }, { message: 'All.' }, { path: 'a' }, null] }
    expect(errorIssues(error)).toEqual([
      { path: ['a', '0'], message: 'No.' },
      { path: [], message: 'All.' },
    ])
    expect(errorIssues(new Error('No.'))).toEqual([])
    expect(errorIssues({ issues: 'many' })).toEqual([])
  })
})
