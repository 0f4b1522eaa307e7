import type { Body, Field, ObjectShape, Operation, Shape } from '../read/document.types.ts'
import { objectOf, resolved } from '../read/shape.ts'
import type { WriteCall } from './entity.types.ts'

type Schemas = Parameters<typeof objectOf>[0]

/** Rows in an answer: where they are, and what each is. */
export interface Rows {
  readonly unwrap: readonly string[]
  readonly item: Shape
}

const listNames = /^(?:data|items|results|values|records|rows|entries|content|list|elements)$/i

/** The list of objects that a call answers, itself or in an envelope; `segment` is the last word of its path. */
export function listIn(schemas: Schemas, { result }: Operation, segment: string): Rows | undefined {
  if (result?.kind !== 'json') return undefined
  const shape = resolved(schemas, result.shape)
  if (shape.kind === 'list') return objectOf(schemas, shape.items) && { unwrap: [], item: shape.items }
  if (shape.kind !== 'object') return undefined
  const lists = shape.fields.flatMap((field) => {
    const found = resolved(schemas, field.shape)
    return found.kind === 'list' && objectOf(schemas, found.items)
      ? [{ name: field.name, item: found.items }]
      : []
  })
  const own =
    lists.find(({ name }) => name === segment) ??
    lists.find(({ name }) => listNames.test(name)) ??
    (lists.length === 1 && isEnvelope(schemas, shape) ? lists[0] : undefined)
  return own && { unwrap: [own.name], item: own.item }
}

/** Beside the list there are numbers and the like, no row of its own. */
function isEnvelope(schemas: Schemas, { fields }: ObjectShape): boolean {
  return (
    !fields.some(({ name }) => name === 'id') &&
    fields.filter(({ shape }) => objectOf(schemas, shape)).length <= 1
  )
}

/** The one object that a call answers: itself, or the only member of an envelope. */
export function rowIn(schemas: Schemas, operation: Operation | undefined): Rows | undefined {
  if (operation?.result?.kind !== 'json') return undefined
  const { shape } = operation.result
  const object = objectOf(schemas, shape)
  if (!object) return undefined
  const inner = onlyMember(schemas, object)
  return inner ? { unwrap: [inner.name], item: inner.shape } : { unwrap: [], item: shape }
}

function onlyMember(schemas: Schemas, { fields }: ObjectShape): Field | undefined {
  const [only] = fields
  return only && fields.length === 1 && objectOf(schemas, only.shape) ? only : undefined
}

/** What a call takes of a row, where its body is an object. */
export function writeIn(schemas: Schemas, operation: Operation, isWhole: boolean): WriteCall | undefined {
  const { body } = operation
  const values = bodyValues(schemas, body)
  if (!values) return undefined
  const sent = values.object.fields.filter(({ readOnly }) => !readOnly)
  const answer = rowIn(schemas, operation)
  return {
    operation,
    wrap: values.wrap,
    fields: sent.map(({ name }) => name),
    required: sent.filter(({ required }) => required).map(({ name }) => name),
    isWhole,
    isNullable: body !== undefined && resolved(schemas, body.shape).nullable === true,
    ...(answer && { unwrap: answer.unwrap }),
  }
}

function bodyValues(
  schemas: Schemas,
  body: Body | undefined,
): { wrap: readonly string[]; object: ObjectShape } | undefined {
  if (body?.kind !== 'json' && body?.kind !== 'form') return undefined
  const object = objectOf(schemas, body.shape)
  if (!object) return undefined
  const inner = onlyMember(schemas, object)
  const wrapped = inner && objectOf(schemas, inner.shape)
  return inner && wrapped ? { wrap: [inner.name], object: wrapped } : { wrap: [], object }
}
