import { describe, expect, it } from 'vitest'
import { blogModel } from '../testing/blog-model.ts'
import { ModelDataError } from './model-data-error.ts'
import type { ModelJSON } from './model-json.types.ts'
import { modelToJSON } from './model-to-json.ts'
import { parseModelJSON } from './parse-model-json.ts'

const blog = modelToJSON(blogModel)

function errorOf(value: unknown): ModelDataError {
  try {
    parseModelJSON(value)
  } catch (error) {
    if (error instanceof ModelDataError) return error
    throw error
  }
  throw new Error('Nothing was thrown.')
}

/** The blog's JSON with another value at a dotted path; without it for `undefined`. */
function broken(path: string, value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(blog)) as Record<string, unknown>
  const names = path.split('.')
  const last = names.pop() ?? ''
  const place = names.reduce((inner, name) => inner[name] as Record<string, unknown>, copy)
  if (value === undefined) delete place[last]
  else place[last] = value
  return copy
}

describe('parseModelJSON', () => {
  it('gives back what was written', () => {
    expect(parseModelJSON(JSON.parse(JSON.stringify(blog)))).toStrictEqual(blog)
  })

  it('says that a later version wrote it', () => {
    const error = errorOf({ ...blog, format: 2, more: true })
    expect(error.code).toBe('newer_format')
    expect(error.message).toBe(
      'This model was written in format 2; only format 1 is known. Update @throughline/schema.',
    )
  })

  it.each([
    ['nothing', undefined, 'the model'],
    ['a text', '{}', 'the model'],
    ['another format', { ...blog, format: 0 }, 'format'],
    ['a member too many', { ...blog, more: true }, 'more'],
    ['an unknown kind', broken('entities.tags.fields.label.kind', 'text'), 'entities.tags.fields.label.kind'],
    ['an unknown member', broken('entities.tags.fields.label.size', 1), 'size'],
    ['a list of nothing', broken('entities.tags.fields.label.kind', 'array'), 'has no "element"'],
    ['a reference outside lazy', broken('entities.tags.fields.label.ref', '#'), '"lazy"'],
    ['lazy without a target', broken('entities.tags.fields.label.kind', 'lazy'), '"lazy"'],
    [
      'a key that is no field',
      broken('entities.tags.key.1', 'code'),
      'entities.tags: there is no field "code".',
    ],
    [
      'a parent that is not there',
      broken('entities.posts.parent', 'writers'),
      'there is no entity "writers".',
    ],
    [
      'a relation to nowhere',
      broken('entities.photos', undefined),
      'entities.comments: there is no entity "photos".',
    ],
    [
      'an unknown relation',
      broken('entities.posts.relations.author.kind', 'has'),
      'entities.posts.relations.author.kind',
    ],
  ])('refuses %s, and says where', (_name, value, where) => {
    const error = errorOf(value)
    expect(error.code).toBe('invalid_export')
    expect(error.problems[0]).toBe('This is not what `modelToJSON` writes. Write it again from its model.')
    expect(error.problems.slice(1).join('\n')).toContain(where)
  })

  it('refuses a reference to nowhere', () => {
    const { label } = blog.entities['tags']?.fields ?? {}
    const lost = broken('entities.tags.fields.label', { ...label, kind: 'lazy', ref: '#/fields/gone' })
    const error = errorOf(lost)
    expect(error.code).toBe('invalid_export')
    expect(error.message).toBe(
      'Field "tags.label" refers to #/fields/gone, which is not there. Write the export again from its model.',
    )
  })

  it('reads what it parsed as a model', () => {
    const model: ModelJSON = parseModelJSON(JSON.parse(JSON.stringify(blog)))
    expect(modelToJSON(model)).toStrictEqual(blog)
  })
})
