import { Aws, Lazy } from 'aws-cdk-lib'
import { describe, expect, it } from 'vitest'
import { libraryLayout, mixedLayout } from '../tests/library.ts'
import { layoutProblems } from './layout-problems.ts'
import type { IndexLayout } from './table-layout.ts'

const globals = (count: number): IndexLayout[] =>
  Array.from({ length: count }, (_, n) => ({ name: `GSI${n}`, pk: `g${n}pk`, sk: `g${n}sk` }))
const locals = (count: number): IndexLayout[] =>
  Array.from({ length: count }, (_, n) => ({ name: `LSI${n}`, pk: 'pk', sk: `l${n}sk`, type: 'local' }))
const withIndexes = (...indexes: readonly IndexLayout[]): object => ({ ...libraryLayout, indexes })

describe('layoutProblems', () => {
  it.each([
    ['of the ElectroDB adapter', libraryLayout],
    ['with both types of indexes', mixedLayout],
    ['at the limits', withIndexes(...globals(20), ...locals(5))],
    ['without indexes', withIndexes()],
    [
      'with the longest names',
      { ...libraryLayout, tableName: 'x'.repeat(255), key: { pk: 'ä'.repeat(127), sk: 's' } },
    ],
    ['with an inverted index', withIndexes({ name: 'GSI', pk: 'sk', sk: 'pk' })],
    ['that names its table by a token', { ...libraryLayout, tableName: `${Aws.STACK_NAME}-people` }],
    ['that names its table late', { ...libraryLayout, tableName: Lazy.string({ produce: () => 'people' }) }],
  ])('takes a layout %s', (_, layout) => {
    expect(layoutProblems(layout)).toEqual([])
  })

  it.each([
    ['a table name', { ...libraryLayout, tableName: 'my people' }, '"my people" is no table name'],
    ['a short table name', { ...libraryLayout, tableName: 'ab' }, '"ab" is no table name'],
    ['a long table name', { ...libraryLayout, tableName: 'x'.repeat(256) }, 'is no table name'],
    ['a key of one attribute', { ...libraryLayout, key: { pk: 'id', sk: 'id' } }, 'has "id" twice'],
    ['an attribute without a name', { ...libraryLayout, key: { pk: '', sk: 'sk' } }, 'has the attribute ""'],
    ['a long attribute', { ...libraryLayout, key: { pk: 'ä'.repeat(128), sk: 'sk' } }, '1 to 255 bytes'],
    ['an index name', withIndexes({ name: 'G1', pk: 'a', sk: 'b' }), '"G1" is no name of an index'],
    ['a key of an index', withIndexes({ name: 'GSI', pk: 'a', sk: 'a' }), 'the index "GSI" has "a" twice'],
    ['21 global indexes', withIndexes(...globals(21)), 'has 21 global indexes, and DynamoDB allows 20'],
    ['6 local indexes', withIndexes(...locals(6)), 'has 6 local indexes, and DynamoDB allows 5'],
    [
      'a local index with a partition key of its own',
      withIndexes({ name: 'LSI', pk: 'city', sk: 'b', type: 'local' }),
      'The local index "LSI" has the partition key "city", and the table "pk"',
    ],
    [
      'two indexes of one name, of two types',
      withIndexes({ name: 'IDX', pk: 'a', sk: 'b' }, { name: 'IDX', pk: 'pk', sk: 'b', type: 'local' }),
      'Several indexes are named "IDX"',
    ],
    [
      'a key that expires',
      { ...libraryLayout, ttl: 'gsi1sk' },
      'The attribute "gsi1sk" of `ttl` is part of a key',
    ],
    ['an attribute without a name to expire by', { ...libraryLayout, ttl: '' }, 'The attribute "" of `ttl`'],
  ])('refuses %s', (_, layout, problem) => {
    expect(layoutProblems(layout)).toEqual([expect.stringContaining(problem)])
  })

  it('tells all problems at once', () => {
    const name = 'IDX'
    const layout = {
      tableName: '?',
      key: { pk: 'a', sk: 'a' },
      indexes: [...globals(21), ...locals(6), { name, pk: 'x', sk: 'x' }, { name, pk: 'x', sk: 'x' }],
      ttl: 'x',
    }
    const problems = layoutProblems(layout).join('\n')
    for (const part of [
      'no table name',
      'key of the table',
      '23 global',
      '6 local',
      'named "IDX"',
      '`ttl`',
    ]) {
      expect(problems).toContain(part)
    }
  })

  it.each([
    ['nothing', undefined, ['The layout is no object']],
    ['an empty object', {}, ['`tableName` is no text', '`key` is no key', '`indexes` is no list']],
    ['half a key', { ...libraryLayout, key: { pk: 'pk' } }, ['`key` is no key']],
    ['an index that is none', { ...libraryLayout, indexes: [null] }, ['`indexes[0]` is no key']],
    [
      'an index of another tool',
      { ...libraryLayout, indexes: [{ pk: 'a', sk: 'b', type: 'GLOBAL' }] },
      ['`indexes[0]` has no name', '`indexes[0]` is of the type "GLOBAL"'],
    ],
    ['a number to expire by', { ...libraryLayout, ttl: 30 }, ['`ttl` is no text']],
  ])('tells what is wrong with the shape of %s', (_, layout, problems) => {
    expect(layoutProblems(layout)).toEqual(
      problems.map((problem): unknown => expect.stringContaining(problem)),
    )
  })
})
