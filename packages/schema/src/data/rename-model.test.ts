import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import type { AnyModel } from '../model.types.ts'
import { blogModel } from '../testing/blog-model.ts'
import { diffModels } from './diff-models.ts'
import type { ModelRenames } from './diff-models.types.ts'
import { ModelDataError } from './model-data-error.ts'
import { modelToJSON } from './model-to-json.ts'
import { parseModelJSON } from './parse-model-json.ts'

const id = z.uuid()

function library(author: string, key: string, title: string, keyPrefix?: string): AnyModel {
  const singular = author.replace(/s$/, '')
  return defineModel({
    service: 'library',
    entities: {
      [author]: defineEntity({
        singular,
        ...(keyPrefix !== undefined && { keyPrefix }),
        schema: z.object({ id }),
      }),
      books: defineEntity({
        parent: key,
        relations: { sequel: { kind: 'belongsTo', target: 'books', field: 'sequelOf', inverse: false } },
        schema: z.object({ id, [key]: id, [title]: z.string(), sequelOf: id.optional() }),
      }),
    },
  })
}

const before = library('authors', 'authorId', 'title')

function problemsOf(after: AnyModel, renames: ModelRenames): readonly string[] {
  try {
    diffModels(before, after, { renames })
  } catch (error) {
    if (error instanceof ModelDataError && error.code === 'unknown_rename') return error.problems
    throw error
  }
  return []
}

describe('renames', () => {
  it('compares a renamed field as the same one', () => {
    const after = library('authors', 'authorId', 'name')
    expect(diffModels(before, after).map(({ kind }) => kind)).toEqual(['field-removed', 'field-added'])
    expect(diffModels(before, after, { renames: { fields: { 'books.title': 'name' } } })).toEqual([
      {
        kind: 'field-renamed',
        entity: 'books',
        field: 'name',
        safety: 'needs-backfill',
        from: 'title',
        to: 'name',
        message:
          'Field "books.title" is now "name". Rewrite the rows with the new name, and update the clients with it.',
      },
    ])
  })

  it('follows a renamed entity and foreign key through keys, parents and relations', () => {
    const renames = { entities: { authors: 'writers' }, fields: { 'books.authorId': 'writerId' } }
    const after = library('writers', 'writerId', 'title', 'AUTHOR')
    expect(
      diffModels(before, after, { renames }).map(({ kind, entity, from, to }) => [kind, entity, from, to]),
    ).toEqual([
      ['entity-renamed', 'writers', 'authors', 'writers'],
      ['field-renamed', 'books', 'authorId', 'writerId'],
      ['entity-rekeyed', 'writers', { singular: 'author' }, { singular: 'writer' }],
    ])
  })

  it('follows the names in every kind of relation', () => {
    const text = JSON.stringify(modelToJSON(blogModel))
    const renamed = text
      .replaceAll('"posts"', '"articles"')
      .replaceAll('"subjectId"', '"aboutId"')
      .replaceAll('"subjectType"', '"aboutType"')
      .replaceAll('"tagSlug"', '"slugOfTag"')
    const renames = {
      entities: { posts: 'articles' },
      fields: {
        'comments.subjectId': 'aboutId',
        'comments.subjectType': 'aboutType',
        'postTags.tagSlug': 'slugOfTag',
      },
    }
    const changes = diffModels(blogModel, parseModelJSON(JSON.parse(renamed)), { renames })
    expect(changes.map(({ field, entity }) => field ?? entity)).toEqual([
      'articles',
      'aboutId',
      'aboutType',
      'slugOfTag',
    ])
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['entity-renamed', 'field-renamed']))
  })

  it('lets two fields change places', () => {
    const swap = (a: z.ZodType, b: z.ZodType): AnyModel =>
      defineModel({ service: 's', entities: { things: defineEntity({ schema: z.object({ id, a, b }) }) } })
    const [one, other] = [swap(z.string(), z.int()), swap(z.int(), z.string())]
    const renames = { fields: { 'things.a': 'b', 'things.b': 'a' } }
    expect(diffModels(one, other, { renames }).map(({ kind }) => kind)).toEqual([
      'field-renamed',
      'field-renamed',
    ])
  })

  it.each<[ModelRenames, AnyModel, string]>([
    [
      { entities: { writers: 'authors' } },
      before,
      '`renames.entities["writers"]`: the old model has no entity "writers". Take the name that it had.',
    ],
    [
      { entities: { authors: 'writers' } },
      before,
      '`renames.entities["authors"]`: the new model has no entity "writers". Take the name that it has.',
    ],
    [
      { entities: { authors: 'books' } },
      library('writers', 'writerId', 'title'),
      '`renames.entities["authors"]`: the entity "books" was in the old model already. Leave the hint out.',
    ],
    [
      { fields: { 'books.title': 'name' } },
      before,
      '`renames.fields["books.title"]`: the new model has no field "name". Take the name that it has.',
    ],
    [
      { fields: { 'books.name': 'title' } },
      before,
      '`renames.fields["books.name"]`: the old model has no field "name". Take the name that it had.',
    ],
    [
      { fields: { 'books.id': 'name' } },
      library('authors', 'authorId', 'name'),
      '`renames.fields["books.id"]`: the field "id" is in the new model as well. Leave the hint out.',
    ],
    [
      { fields: { title: 'name' } },
      library('authors', 'authorId', 'name'),
      '`renames.fields["title."]`: the old model has no entity "title". Name entity and field as they were: "entity.field".',
    ],
    [
      { fields: { 'authors.id': 'key' } },
      library('writers', 'writerId', 'title'),
      '`renames.fields["authors.id"]`: the new model has no entity "authors". Name what it is called in `renames.entities`.',
    ],
    [
      { fields: { 'books.title': 'name', 'books.sequelOf': 'name' } },
      defineModel({
        service: 'library',
        entities: {
          authors: defineEntity({ schema: z.object({ id }) }),
          books: defineEntity({ schema: z.object({ id, name: z.string() }) }),
        },
      }),
      '`renames.fields["books.sequelOf"]`: another field is to be "name" too. Keep one of them.',
    ],
  ])('refuses the hint %j that does not fit', (renames, after, problem) => {
    expect(problemsOf(after, renames)).toEqual([problem])
  })
})
