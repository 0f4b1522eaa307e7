import type {
  Field,
  NumberShape,
  ObjectShape,
  Shape,
  StringFormat,
  StringShape,
} from '../read/document.types.ts'
import { withoutNull } from '../read/shape.ts'
import { call, chain, type Code, list, object } from './code.ts'
import { docs, literal, memberName, regExp, saidOf, text } from './literals.ts'

/** How schemas are named in a file. */
export interface ZodScope {
  /** The constant of a schema, imported where it is of another file. */
  schema(id: string): string
  /** Its file may be loaded before that of the schema: it is named inside a function. */
  isLater(id: string): boolean
  /** What makes a schema one that is checked as a whole, where so much is inside that a model does not describe it. */
  whole?(id: string): string | undefined
}

/** A shape as a Zod schema. */
export function zodCode(shape: Shape, scope: ZodScope): Code {
  const code = plainZod(withoutNull(shape), scope)
  return shape.nullable ? chain(code, '.nullable()') : code
}

/** A field's schema, which may be absent where it is not required. */
function fieldZod({ shape, required, writeOnly }: Field, scope: ZodScope): Code {
  // What the server takes and never answers is absent in its answers.
  if (required && !writeOnly) return zodCode(shape, scope)
  return chain(plainZod(withoutNull(shape), scope), shape.nullable ? '.nullish()' : '.optional()')
}

/** A field of a row, which has its default where it is absent. */
function rowZod(field: Field, scope: ZodScope): Code {
  if (field.default === undefined) return fieldZod(field, scope)
  return chain(zodCode(field.shape, scope), `.default(${literal(field.default)})`)
}

function plainZod(shape: Shape, scope: ZodScope): Code {
  switch (shape.kind) {
    case 'binary':
      return 'z.instanceof(Blob)'
    case 'boolean':
      return 'z.boolean()'
    case 'enum':
      return enumZod(shape.values)
    case 'intersection':
      return shape.parts
        .map((part) => zodCode(part, scope))
        .reduce((left, right) => call('z.intersection', left, right))
    case 'list':
      return bounded(call('z.array', zodCode(shape.items, scope)), length(shape))
    case 'never':
      return 'z.never()'
    case 'null':
      return 'z.null()'
    case 'number':
      return numberZod(shape)
    case 'object':
      return objectZod(shape, scope)
    case 'record':
      return call('z.record', 'z.string()', zodCode(shape.values, scope))
    case 'ref':
      return refZod(shape.to, scope)
    case 'string':
      return stringZod(shape)
    case 'tuple':
      return shape.rest
        ? call('z.tuple', list(shape.items.map((item) => zodCode(item, scope))), zodCode(shape.rest, scope))
        : call('z.tuple', list(shape.items.map((item) => zodCode(item, scope))))
    case 'union':
      return shape.discriminator === undefined
        ? call('z.union', list(shape.options.map((option) => zodCode(option, scope))))
        : call(
            'z.discriminatedUnion',
            text(shape.discriminator),
            list(shape.options.map((option) => zodCode(option, scope))),
          )
    case 'unknown':
      return 'z.unknown()'
  }
}

function refZod(id: string, scope: ZodScope): string {
  const whole = scope.whole?.(id)
  if (whole !== undefined) return `${whole}(() => ${scope.schema(id)})`
  return scope.isLater(id) ? `z.lazy(() => ${scope.schema(id)})` : scope.schema(id)
}

function enumZod(values: readonly (boolean | number | string)[]): Code {
  const [first] = values
  if (values.length === 1 && first !== undefined) return `z.literal(${literal(first)})`
  const isText = values.every((value) => typeof value === 'string')
  return call(isText ? 'z.enum' : 'z.literal', list(values.map(literal)))
}

/** Bounds are the first calls of a chain. */
function bounded(code: Code, bounds: string): Code {
  return bounds === '' ? code : [code, bounds]
}

function length({ min, max }: { readonly min?: number; readonly max?: number }): string {
  return `${min === undefined ? '' : `.min(${min})`}${max === undefined ? '' : `.max(${max})`}`
}

const formats = {
  base64: 'z.base64()',
  date: 'z.iso.date()',
  datetime: 'z.iso.datetime({ offset: true })',
  email: 'z.email()',
  ipv4: 'z.ipv4()',
  ipv6: 'z.ipv6()',
  time: 'z.iso.time()',
  url: 'z.url()',
  uuid: 'z.uuid()',
} satisfies Record<StringFormat, string>

function stringZod({ format, pattern, ...bounds }: StringShape): Code {
  const base = format === undefined ? 'z.string()' : formats[format]
  const checked = pattern ? `.regex(${regExp(pattern.source, pattern.flags)})` : ''
  return `${base}${length(bounds)}${checked}`
}

function numberZod({ integer, min, max, above, below, step }: NumberShape): Code {
  const checks = { min, max, gt: above, lt: below, multipleOf: step }
  const bounds = Object.entries(checks).map(([name, value]) =>
    value === undefined ? '' : `.${name}(${literal(value)})`,
  )
  return `${integer ? 'z.int()' : 'z.number()'}${bounds.join('')}`
}

const objectNames = { keep: 'z.looseObject', refuse: 'z.strictObject', strip: 'z.object' } as const

/** `isDocumented`: what the description says stands above the fields, where no type beside the schema says it. */
export function objectZod({ fields, others }: ObjectShape, scope: ZodScope, isDocumented = false): Code {
  const members = fields.map((field): Code => {
    const above = isDocumented ? docs(field.text, { ...saidOf(field), indent: 2 }) : ''
    return [
      above,
      `${memberName(field.name)}: `,
      isDocumented ? rowZod(field, scope) : fieldZod(field, scope),
    ]
  })
  return call(objectNames[others], object(members))
}
