import { arrayOf, type Json, objectOf, ref } from './json-schema.ts'
import { errorAnswers, mutationPath, type Paths, queryPath } from './operations.ts'
import { text } from './shared-schemas.ts'

const tag = 'sync'
const limit: Json = { type: 'integer', minimum: 1, maximum: 1000 }

/** The paths of the sync protocol: as procedures, and in bulk. */
export function syncPaths(): Paths {
  return { ...procedurePaths(), ...bulkPaths() }
}

function procedurePaths(): Paths {
  const cursor = { type: 'string', minLength: 1 }
  const mutations = arrayOf(ref('Mutation'), { maxItems: 100 })
  const output = objectOf({ outcomes: arrayOf(ref('Outcome')) })
  const push = { mutations, clientId: text, seq: { type: 'integer', minimum: 1 }, modelVersion: text }
  const transact = { mutations, restrict: { type: 'boolean' }, modelVersion: text }
  const exactly = 'Applies mutations in order, one outcome each; with a source exactly once.'
  const all = 'Applies all mutations, in order, or none.'
  const page = { input: objectOf({ cursor, limit }, []), output: ref('SnapshotPage') }
  const pull = { input: objectOf({ cursor, limit }, ['cursor']), output: ref('PullResult') }
  return {
    ...queryPath({ tag, name: 'snapshot', summary: 'One page of all rows that you may see.', ...page }),
    ...queryPath({ tag, name: 'pull', summary: 'The changes after a cursor.', ...pull }, true),
    ...mutationPath({ tag, name: 'push', summary: exactly, input: objectOf(push, ['mutations']), output }),
    ...mutationPath({
      tag,
      name: 'transact',
      summary: all,
      input: objectOf(transact, ['mutations']),
      output,
    }),
  }
}

function bulkPaths(): Paths {
  const page = 'One page of all rows that you may see, with an ETag.'
  const lines =
    'All rows as lines of JSON: `{ feed }`, rows, `{ cursor }` between pages, `{ end: true, rows }` last.'
  const live = 'What is written from now on, as server-sent events whose ids are cursors.'
  const cursor = { ...cursorParameter, required: true }
  return {
    ...bulk('snapshot', page, [cursorParameter, limitParameter], {
      ...answer('Done.', 'application/json', ref('SnapshotPage')),
      304: { description: 'The page is still the one of `if-none-match`.' },
    }),
    ...bulk(
      'snapshot.ndjson',
      lines,
      [cursorParameter],
      answer('Lines; one that says `end` is the last.', 'application/x-ndjson', text),
    ),
    ...bulk(
      'pull',
      'The changes after a cursor.',
      [cursor, limitParameter],
      answer('Done.', 'application/json', ref('PullResult')),
    ),
    ...bulk(
      'live',
      live,
      [cursorParameter, lastEventId],
      answer('A stream that does not end by itself.', 'text/event-stream', text),
    ),
  }
}

const cursorParameter: Json = { name: 'cursor', in: 'query', schema: text }
const limitParameter: Json = { name: 'limit', in: 'query', schema: limit }
const lastEventId: Json = {
  name: 'last-event-id',
  in: 'header',
  description: 'Of the last event that came; wins over `cursor`.',
  schema: text,
}

function bulk(name: string, summary: string, parameters: readonly Json[], responses: Json): Paths {
  const operationId = `sync/${name}`
  const get = { operationId, tags: [tag], summary, parameters, responses: { ...responses, ...errorAnswers } }
  return { [`/${operationId}`]: { get } }
}

function answer(description: string, type: string, schema: Json): Json {
  return { 200: { description, content: { [type]: { schema } } } }
}
