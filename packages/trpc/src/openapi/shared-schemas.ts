import { arrayOf, nullable, objectOf, ref, type Json, type Schemas } from './json-schema.ts'

export const text: Json = { type: 'string' }
export const integer: Json = { type: 'integer' }
const dateTime: Json = { type: 'string', format: 'date-time' }

/** Which page of a list, and how many rows it holds. */
export const pageInput: Schemas = {
  limit: { type: 'integer', minimum: 1, maximum: 1000, description: 'Most rows a page; 100 when absent.' },
  cursor: nullable({ type: 'string', description: 'The `cursor` of the page before, of the same list.' }),
}

/** Schemas that the entities share. */
export const sharedSchemas: Schemas = {
  Meta: {
    description: 'What the server keeps about a row.',
    ...objectOf({ version: { type: 'integer', minimum: 1 }, createdAt: dateTime, updatedAt: dateTime }),
  },
  Issue: {
    description: 'One thing that is wrong with a value that was sent.',
    ...objectOf({ path: arrayOf(text), message: text }),
  },
  Withheld: {
    ...arrayOf(text),
    description: 'Fields whose values you may not see: masked in `row`, or left out of it.',
  },
  Stored: {
    description: 'A row of any entity with what the server keeps about it.',
    ...objectOf({ row: { type: 'object' }, meta: ref('Meta'), withheld: ref('Withheld') }, ['row', 'meta']),
  },
  Place: {
    description: 'Where the feed tells of a write.',
    ...objectOf({ shard: integer, seq: integer }),
  },
  Error: objectOf({
    error: objectOf({
      message: { type: 'string', description: 'A sentence for people.' },
      code: { type: 'integer', description: 'The code of JSON-RPC.' },
      data: {
        type: 'object',
        required: ['code', 'httpStatus'],
        properties: {
          code: {
            type: 'string',
            description: 'Such as `BAD_REQUEST`, `CONFLICT`, `FORBIDDEN`, `NOT_FOUND`.',
          },
          httpStatus: integer,
          path: { type: 'string', description: 'The procedure.' },
          issues: arrayOf(ref('Issue')),
          stored: ref('Stored'),
          retryAfter: { type: 'number', description: 'Milliseconds to wait before the same is tried again.' },
          sequence: objectOf({ kind: { enum: ['gap', 'used'] }, lastSeq: integer }),
          index: { type: 'integer', description: 'Which mutation of several was refused, from 0.' },
          upgrade: { const: true, description: 'The client is of another version: load it anew.' },
        },
      },
    }),
  }),
}

/** What every write has in its headers. */
export const writeHeader: Json = {
  name: 'x-throughline',
  in: 'header',
  required: true,
  description: 'The version of the protocol.',
  schema: { type: 'string', const: '1' },
}
