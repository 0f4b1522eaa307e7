import type { AnyModel } from '@throughline/schema'
import { mostSearchRoots } from '@throughline/schema/adapter'
import { longestOffset, longestQuery } from '../search/search-limits.ts'
import { arrayOf, type Json, objectOf, ref, type Schemas } from './json-schema.ts'
import { type Paths, queryPath } from './operations.ts'
import { integer, text } from './shared-schemas.ts'

/** The path of the procedure `search`, of a router that has one. */
export function searchPaths(): Paths {
  const input = objectOf(
    {
      query: {
        type: 'string',
        maxLength: longestQuery,
        description: 'Words, "phrases" and `field:value`; the last word may be the beginning of one.',
      },
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: mostSearchRoots,
        description: 'Most hits; 20 when absent.',
      },
      offset: {
        type: 'integer',
        minimum: 0,
        maximum: longestOffset,
        description: 'Hits to leave out first.',
      },
    },
    ['query'],
  )
  const summary = 'Finds rows by what is in them, or in the rows below them, as far as you may read it.'
  return queryPath({ tag: 'search', summary, input, output: ref('SearchResult') }, true)
}

/** The schemas of what is found. */
export function searchSchemas({ names }: AnyModel): Schemas {
  const entity: Json = { enum: names }
  const found = {
    type: 'object',
    description: 'The terms that were found, by field.',
    additionalProperties: arrayOf(ref('MatchedTerm')),
  }
  return {
    MatchedTerm: objectOf({
      term: { type: 'string', description: 'The word as it is compared.' },
      text: { type: 'string', description: 'The word as it was written where it came first.' },
      from: { type: 'integer', description: 'First UTF-16 unit of the part of `term` that matched.' },
      to: { type: 'integer', description: 'The unit after it.' },
    }),
    MatchedRow: objectOf({ entity, key: text, fields: found }),
    SearchHit: objectOf({
      entity,
      key: text,
      score: { type: 'number', description: 'Higher is closer; comparable within one search.' },
      rows: arrayOf(ref('MatchedRow'), { description: 'The rows that match, the best first.' }),
    }),
    SearchResult: objectOf(
      {
        hits: arrayOf(ref('SearchHit')),
        total: { type: 'integer', description: 'Hits before `offset` and after `limit` too.' },
        complete: { type: 'boolean', description: 'Whether each word was found.' },
        suggestion: { type: 'string', description: 'The query with terms for the words that are not there.' },
        work: objectOf({ terms: integer, postings: integer }),
        isReady: { type: 'boolean', description: 'All rows are indexed; before, those are found that are.' },
      },
      ['hits', 'total', 'complete', 'work', 'isReady'],
    ),
  }
}
