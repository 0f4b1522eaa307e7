import fc from 'fast-check'

/** Names that break code, that mean something, or that differ in what a name cannot hold. */
const names = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    'class',
    'default',
    'z',
    'Object',
    'Promise',
    'Record',
    'Error',
    'Schema',
    'OrderSchema',
    'Order',
    'order',
    'ORDER',
    'orders',
    'Order2',
    'order-row',
    'stores',
    'status',
    'store',
    'createClient',
    'useOrders',
    'Client',
    'index',
    'con',
    "'); throw 1; ('",
    '*/ throw 1 /*',
    '`${process.exit()}`',
    '\u2028',
    '\u202Eevil',
    '日本語',
    'ünï',
    '123',
    '',
    ' ',
    '../../up',
    'a/b~c',
    '{x}',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

const wellFormed = (name: string): string => name.replaceAll(/\p{Cs}/gu, '')

const text = fc.oneof(
  names,
  fc.constantFrom('*/ export const evil = 1 /*', '@deprecated\n */', '\\', '</script>', '\\*/'),
)

const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record(
      {
        type: fc.constantFrom(
          'string',
          'integer',
          'number',
          'boolean',
          'null',
          'object',
          'array',
          ['string', 'null'],
          'what',
        ),
        format: fc.constantFrom('date-time', 'int64', 'uuid', 'binary', 'x'),
        description: text,
        nullable: fc.boolean(),
        pattern: fc.constantFrom('^a/b$', '(a+)+$', '[', '\\', '\n', '^[\u2028]$'),
        minLength: fc.constantFrom(-1, 0, 3),
        minimum: fc.constantFrom(0, -1.5, 1e21),
        deprecated: fc.boolean(),
        readOnly: fc.boolean(),
        writeOnly: fc.boolean(),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({
      enum: fc.array(fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.constant({})), {
        maxLength: 5,
      }),
    }),
    fc.record({ const: fc.oneof(text, fc.constant(null)) }),
    fc.record({ $ref: names.map((name) => `#/components/schemas/${encodeURIComponent(wellFormed(name))}`) }),
    fc.record({ $ref: fc.constantFrom('http://elsewhere/x.json', '#/nowhere', '#', 'x', '\u0000') }),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(names, tie('schema'), { maxKeys: 5 }),
        required: fc.array(names, { maxLength: 3 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ prefixItems: fc.array(tie('schema'), { maxLength: 3 }), minItems: fc.constantFrom(0, 3) }),
    fc.record({ allOf: fc.array(tie('schema'), { maxLength: 3 }) }),
    fc.record(
      {
        oneOf: fc.array(tie('schema'), { maxLength: 3 }),
        discriminator: fc.record({
          propertyName: names,
          mapping: fc.dictionary(names, names, { maxKeys: 2 }),
        }),
      },
      { requiredKeys: ['oneOf'] },
    ),
    fc.constantFrom(true, false, 7, null, 'text', []),
  ),
}))

const operation = fc.record(
  {
    operationId: names,
    tags: fc.array(names, { maxLength: 1 }),
    summary: text,
    parameters: fc.array(
      fc.record({
        name: names,
        in: fc.constantFrom('query', 'path', 'header', 'cookie', 'x'),
        required: fc.boolean(),
        schema,
      }),
      { maxLength: 3 },
    ),
    requestBody: fc.record({
      content: fc.dictionary(
        fc.constantFrom('application/json', 'text/plain', "x'y/z", 'multipart/form-data'),
        fc.record({ schema }),
        { maxKeys: 2 },
      ),
    }),
    responses: fc.dictionary(
      fc.constantFrom('200', '201', '204', 'default', '4XX'),
      fc.record({
        content: fc.dictionary(fc.constantFrom('application/json', 'text/html'), fc.record({ schema }), {
          maxKeys: 1,
        }),
      }),
      { maxKeys: 2 },
    ),
  },
  { requiredKeys: [] },
)

/** Lists of rows with an `id`, so that there are entities too. */
const resource = fc.record({ name: names, schema }).map(({ name, schema: inner }) => {
  const row = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' }, customer_id: { type: 'string' }, [name]: inner },
  }
  const answer = { 200: { content: { 'application/json': { schema: { type: 'array', items: row } } } } }
  const one = { 200: { content: { 'application/json': { schema: row } } } }
  const body = { content: { 'application/json': { schema: row } } }
  const path = `/${encodeURIComponent(wellFormed(name))}`
  return [
    [path, { get: { responses: answer }, post: { requestBody: body, responses: one } }],
    [
      `${path}/{id}`,
      {
        get: { responses: one },
        patch: { requestBody: body, responses: one },
        delete: { responses: { 204: {} } },
      },
    ],
    [`${path}/{id}/orders`, { get: { responses: answer } }],
  ] as const
})

/** Descriptions of APIs that nobody would write by mistake. */
export const anyDescription = fc
  .record({
    title: text,
    server: text,
    schemas: fc.dictionary(names, schema, { maxKeys: 8 }),
    paths: fc.dictionary(
      fc.oneof(
        names.map((name) => `/${name}`),
        fc.constantFrom('/orders', '/orders/{id}', '/stores'),
      ),
      fc.dictionary(fc.constantFrom('get', 'post', 'put', 'patch', 'delete'), operation, { maxKeys: 3 }),
      { maxKeys: 5 },
    ),
    resources: fc.array(resource, { maxLength: 3 }),
  })
  .map(
    ({ title, server, schemas, paths, resources }) =>
      // As it comes over the network: with `__proto__` as a name like others.
      JSON.parse(
        `{"openapi":"3.1.0","info":${JSON.stringify({ title, version: '1' })},"servers":${JSON.stringify([{ url: server }])},"components":{"schemas":${entries(schemas)}},"paths":${entries({ ...paths, ...Object.fromEntries<unknown>(resources.flat()) })}}`,
      ) as unknown,
  )

function entries(values: object): string {
  return `{${Object.entries(values)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',')}}`
}
