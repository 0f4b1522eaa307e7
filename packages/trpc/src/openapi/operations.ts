import type { AnyModelEntity } from '@throughline/schema'
import { arrayOf, type Json, objectOf, ref, schemaName, type Schemas } from './json-schema.ts'
import { selection } from './entity-schemas.ts'
import { integer, text, writeHeader } from './shared-schemas.ts'

/** The paths of a document: path → method → operation. */
export type Paths = Readonly<Record<string, Json>>

interface Call {
  readonly tag: string
  /** Below the tag; the procedure is called as its tag when absent. */
  readonly name?: string
  readonly summary: string
  readonly input: Json
  readonly output: Json
}

/** A query of tRPC: a GET with its input as JSON in the URL. */
export function queryPath({ tag, name, summary, input, output }: Call, required = false): Paths {
  const parameter = {
    name: 'input',
    in: 'query',
    ...(required && { required }),
    content: { 'application/json': { schema: input } },
  }
  return {
    [`/${idOf({ tag, name })}`]: { get: operation({ tag, name, summary, output, parameters: [parameter] }) },
  }
}

/** A mutation of tRPC: a POST with its input as the body. */
export function mutationPath({ tag, name, summary, input, output }: Call): Paths {
  const requestBody = { required: true, content: { 'application/json': { schema: input } } }
  const parameters = [writeHeader]
  return {
    [`/${idOf({ tag, name })}`]: {
      post: operation({ tag, name, summary, output, parameters, requestBody }),
    },
  }
}

function idOf({ tag, name }: Pick<Call, 'name' | 'tag'>): string {
  return name === undefined ? tag : `${tag}.${name}`
}

/** What every answer of a procedure may be beside its result. */
export const errorAnswers: Json = { default: { $ref: '#/components/responses/Error' } }

function operation(call: Omit<Call, 'input'> & { parameters: readonly Json[]; requestBody?: Json }): Json {
  const { tag, name, summary, output, parameters, requestBody } = call
  const schema = objectOf({ result: objectOf({ data: output }) })
  return {
    operationId: idOf({ tag, name }),
    tags: [tag],
    summary,
    parameters,
    ...(requestBody && { requestBody }),
    responses: {
      200: { description: 'Done.', content: { 'application/json': { schema } } },
      ...errorAnswers,
    },
  }
}

/** The paths of one entity's procedures. */
export function entityPaths(entity: AnyModelEntity, guarded: boolean): Paths {
  const { name: tag, singular } = entity
  const part = (key: string): Json => ref(schemaName(tag, key))
  const key = part('Key')
  const baseVersion = { ...integer, minimum: 1, description: 'The version that was seen.' }
  // Who may write a row need not be one who may read it.
  const written: Json = guarded ? { anyOf: [part('Stored'), { type: 'null' }] } : part('Stored')
  const refused = objectOf({
    status: { const: 'rejected' },
    code: text,
    message: text,
    issues: arrayOf(ref('Issue')),
  })
  const outcome = { anyOf: [objectOf({ status: { const: 'applied' }, stored: written }), refused] }
  const about = (name: string, summary: string, input: Json, output: Json): Call => ({
    tag,
    name,
    summary,
    input,
    output,
  })
  const update = { key, changes: part('Changes'), unset: arrayOf(text), baseVersion }
  return {
    ...queryPath(
      about(
        'list',
        `Lists rows of ${tag}.`,
        part('List'),
        objectOf({
          items: arrayOf(part('Read')),
          cursor: { type: ['string', 'null'] },
        }),
      ),
    ),
    ...queryPath(about('byId', `Reads one ${singular}.`, byIdInput(entity), part('Read')), true),
    ...mutationPath(about('create', `Creates one ${singular}.`, part('Insert'), written)),
    ...mutationPath(
      about(
        'createMany',
        `Creates rows of ${tag}, all or none of them with \`atomic\`.`,
        objectOf({ rows: arrayOf(part('Insert'), { maxItems: 100 }), atomic: { type: 'boolean' } }, ['rows']),
        objectOf({ outcomes: arrayOf(outcome) }),
      ),
    ),
    ...mutationPath(
      about('update', `Changes one ${singular}.`, objectOf(update, ['key', 'changes']), written),
    ),
    ...mutationPath(
      about('delete', `Deletes one ${singular} with its children.`, objectOf({ key, baseVersion }, ['key']), {
        type: 'null',
      }),
    ),
    ...(guarded && reveal(entity, about, key)),
  }
}

function reveal(
  entity: AnyModelEntity,
  about: (name: string, summary: string, input: Json, output: Json) => Call,
  key: Json,
): Paths {
  const fields = arrayOf({ enum: entity.fields.map(({ name }) => name) }, { minItems: 1 })
  const summary = `Reveals withheld fields of one ${entity.singular}, which the audit trail tells of.`
  const stored = objectOf(
    { row: ref(schemaName(entity.name, 'Selected')), meta: ref('Meta'), withheld: ref('Withheld') },
    ['row', 'meta'],
  )
  return mutationPath(about('reveal', summary, objectOf({ key, fields }), stored))
}

/** The fields of the key, with what is wanted of the row beside them. */
function byIdInput(entity: AnyModelEntity): Json {
  const fields = entity.path.map((field): [string, Json] => {
    const isNumber = entity.fields.some(({ name, kind }) => name === field && kind === 'number')
    return [field, isNumber ? integer : { ...text, minLength: 1, maxLength: 256 }]
  })
  const properties: Schemas = { ...Object.fromEntries(fields), ...selection(entity) }
  return objectOf(properties, entity.path)
}
