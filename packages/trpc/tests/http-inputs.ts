import fc from 'fast-check'
import { tenantIds } from './tenants.ts'

const id = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...tenantIds.a, ...tenantIds.b) },
  { weight: 1, arbitrary: fc.uuid() },
  fc.constantFrom('a#b', '#', 'SHELF#1', '../x', '', '\ud800', '%00', '\0', 'x'.repeat(3000), '__proto__'),
)
const deep = fc
  .tuple(fc.constantFrom('[', '{"a":'), fc.integer({ min: 10, max: 20_000 }))
  .map(([open, depth]) => open.repeat(depth) + (open === '[' ? ']' : '1}').repeat(depth))
/** Members that are JSON already, where `JSON.stringify` could not write them. */
export const oddJson = fc.oneof(
  fc.constantFrom(
    '1e400',
    '-0',
    '9007199254740993',
    '1e-400',
    'true',
    'null',
    '""',
    '[]',
    '{}',
    '"\\ud800"',
    '"\\u0000"',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"prototype":1}',
    '{"$date":"2026-01-01T00:00:00.000Z"}',
    '{"$bigint":"x"}',
    '{"$set":{}}',
    '{"$map":[1]}',
    '{"$object":{"$date":1}}',
    '{"gt":1,"lt":{}}',
    '{"in":[]}',
    '{"startsWith":"\\uffff"}',
    '{"or":[{}]}',
    '{"not":{"not":{}}}',
  ),
  deep,
  fc.json({ maxDepth: 3 }),
)
export const limitText = fc.constantFrom('1', '0', '-1', '1000', '1001', '1e9', '2.5', '"x"')
const quoted = (arbitrary: fc.Arbitrary<string>) => arbitrary.map((text) => JSON.stringify(text))
const object = (members: Record<string, fc.Arbitrary<string>>, requiredKeys: readonly string[] = []) =>
  fc.record(members, { requiredKeys: [...requiredKeys] }).map(
    (made) =>
      `{${Object.entries(made)
        .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
        .join(',')}}`,
  )
const listOf = (item: fc.Arbitrary<string>, maxLength = 4) =>
  fc.array(item, { maxLength }).map((items) => `[${items.join(',')}]`)

const key = object({ id: quoted(id), shelfId: quoted(id) }, ['id'])
const row = object(
  {
    id: quoted(id),
    shelfId: quoted(id),
    name: quoted(fc.constantFrom('New', '', 'x'.repeat(41), 'a#b', '\ud83d')),
    title: quoted(fc.constantFrom('T', '')),
    pages: fc.constantFrom('1', 'null', '0', '1e308'),
    loans: fc.constantFrom('[]', '[{"reader":"A","on":"2026-01-01T00:00:00.000Z"}]', '[{}]'),
    color: quoted(fc.constantFrom('red', 'green')),
    bought: quoted(fc.constantFrom('2026-01-01T00:00:00.000Z', 'now', '+275760-09-13T00:00:00.001Z')),
    createdAt: quoted(fc.constant('x')),
  },
  ['id', 'name', 'title', 'pages', 'loans', 'shelfId'],
)
const mutation = object(
  {
    op: quoted(fc.constantFrom('insert', 'update', 'delete', 'drop')),
    mutationId: quoted(fc.uuid()),
    entity: quoted(fc.constantFrom('shelves', 'books', '__proto__')),
    key,
    row,
    changes: row,
    baseVersion: limitText,
    unset: fc.constantFrom('["subtitle"]', '["__proto__"]', '[]'),
  },
  ['op', 'mutationId', 'entity', 'key'],
)
const ops = {
  mutations: listOf(mutation),
  clientId: quoted(fc.constantFrom('one', 'two', '#', '')),
  seq: limitText,
}
/** Cursors: known ones, such with a piece changed, and none at all. */
export const cursorsNear = (cursors: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.nat(5).map((n) => cursors[n] ?? '') },
    fc.tuple(fc.nat(5), fc.nat(60), fc.string({ maxLength: 3 })).map(([n, at, text]) => {
      const known = cursors[n] ?? ''
      return known.slice(0, at) + text + known.slice(at + text.length)
    }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.base64String({ maxLength: 200 }),
    fc.constant('x'.repeat(9000)),
  )

/** Inputs near to what each kind of procedure takes, by the last part of its name. */
export function inputsNear(cursors: readonly string[]): Readonly<Record<string, fc.Arbitrary<string>>> {
  const cursor = cursorsNear(cursors)
  const page = {
    limit: limitText,
    cursor: quoted(cursor),
    where: fc.oneof(object({ id: quoted(id), shelfId: quoted(id), name: oddJson, title: oddJson }), oddJson),
    orderBy: fc.oneof(fc.constantFrom('{"name":"asc"}', '{"id":"desc"}', '{"__proto__":"asc"}'), oddJson),
    fields: fc.constantFrom('["id"]', '["name","id"]', '["__proto__"]', '[]'),
    include: fc.constantFrom(
      '["books"]',
      '["shelf"]',
      '{"books":{"limit":1}}',
      '{"books":{"include":{"shelf":true}}}',
      '["constructor"]',
    ),
  }
  return {
    list: object(page),
    byId: key,
    create: row,
    createMany: object({ rows: listOf(row), atomic: fc.constantFrom('true', 'false') }, ['rows']),
    update: object({ key, changes: row, baseVersion: limitText }, ['key', 'changes']),
    delete: object({ key, baseVersion: limitText }, ['key']),
    snapshot: object({ cursor: quoted(cursor), limit: limitText }),
    pull: object({ cursor: quoted(cursor), limit: limitText }, ['cursor']),
    live: object({ cursor: quoted(cursor), lastEventId: quoted(cursor) }, ['cursor']),
    push: object(ops, ['mutations']),
    transact: object({ ...ops, restrict: fc.constantFrom('true', '1') }, ['mutations']),
  }
}
