import type { Field, ObjectShape, Shape } from '../read/document.types.ts'
import { withoutNull } from '../read/shape.ts'
import { type Code, generic, typeMembers, union } from './code.ts'
import { docs, literal, memberName, saidOf } from './literals.ts'

/** How types are named in a file. */
export interface TypeScope {
  /** The type of a schema, imported where it is of another file. */
  type(id: string): string
}

/** A shape as a type of TypeScript; of the same values as its Zod schema. */
export function typeCode(shape: Shape, scope: TypeScope): Code {
  const plain = withoutNull(shape)
  if (!shape.nullable) return plainType(plain, scope)
  const options =
    plain.kind === 'union'
      ? plain.options.map((option) => typeCode(option, scope))
      : enumOptions(plain, scope)
  return union([...options, 'null'])
}

function enumOptions(shape: Shape, scope: TypeScope): readonly Code[] {
  return shape.kind === 'enum' ? shape.values.map(literal) : [plainType(shape, scope)]
}

function plainType(shape: Shape, scope: TypeScope): Code {
  switch (shape.kind) {
    case 'binary':
      return 'Blob'
    case 'boolean':
    case 'never':
    case 'null':
    case 'number':
    case 'string':
    case 'unknown':
      return shape.kind
    case 'enum':
      return union(shape.values.map(literal))
    case 'intersection':
      return union(
        shape.parts.map((part) => inBrackets(part, typeCode(part, scope))),
        '&',
      )
    case 'list':
      return generic('Array', [typeCode(shape.items, scope)])
    case 'object':
      return membersCode(shape, scope)
    case 'record':
      return ['{ [key: string]: ', typeCode(shape.values, scope), ' }']
    case 'ref':
      return scope.type(shape.to)
    case 'tuple':
      return tupleCode(shape.items, shape.rest, scope)
    case 'union':
      return union(shape.options.map((option) => typeCode(option, scope)))
  }
}

function inBrackets(shape: Shape, code: Code): Code {
  const isUnion =
    shape.nullable === true || shape.kind === 'union' || (shape.kind === 'enum' && shape.values.length > 1)
  return isUnion ? ['(', code, ')'] : code
}

function tupleCode(items: readonly Shape[], rest: Shape | undefined, scope: TypeScope): Code {
  const parts = items.flatMap((item, index): Code[] => [index > 0 ? ', ' : '', typeCode(item, scope)])
  return ['[', ...parts, ...(rest ? [', ...', generic('Array', [typeCode(rest, scope)])] : []), ']']
}

/** The members of an object, in braces. */
export function membersCode({ fields, others }: ObjectShape, scope: TypeScope): Code {
  const rest = others === 'keep' ? ['[key: string]: unknown'] : []
  return typeMembers([...fields.map((field) => memberCode(field, scope)), ...rest])
}

export function memberCode(field: Field, scope: TypeScope): Code {
  const { name, shape, required, writeOnly, text } = field
  const above = docs(text, { ...saidOf(field), indent: 2 })
  // What the server takes and never answers is absent in its answers.
  if (required && !writeOnly) return [above, `${memberName(name)}: `, typeCode(shape, scope)]
  // Also where `exactOptionalPropertyTypes` is on.
  const code = shape.kind === 'unknown' ? 'unknown' : union([typeCode(shape, scope), 'undefined'])
  return [above, `${memberName(name)}?: `, code]
}
