import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as core from 'zod/v4/core'
import * as mini from 'zod/mini'
import { describeField, UnsupportedFieldError } from './describe-field.ts'
import type { FieldKind } from './field-description.ts'

type Lib = typeof z
type Make = (lib: Lib) => core.$ZodType

/** The functions that both flavours have are used as those of the classic one. */
const flavours: Record<string, Lib> = { classic: z, mini: mini as unknown as Lib }

/** Every class of schema that can be stored: the kind it is described as, and how one is made. */
const supported: Record<string, [FieldKind, Make]> = {
  Any: ['any', (l) => l.any()],
  Array: ['array', (l) => l.array(l.string())],
  Base64: ['string', (l) => l.base64()],
  Base64URL: ['string', (l) => l.base64url()],
  BigInt: ['bigint', (l) => l.bigint()],
  BigIntFormat: ['bigint', (l) => l.int64()],
  Boolean: ['boolean', (l) => l.boolean()],
  CIDRv4: ['string', (l) => l.cidrv4()],
  CIDRv6: ['string', (l) => l.cidrv6()],
  // oxlint-disable-next-line typescript/no-deprecated -- Zod still exports it
  CUID: ['string', (l) => l.cuid()],
  CUID2: ['string', (l) => l.cuid2()],
  // oxlint-disable-next-line promise/valid-params -- no promise
  Catch: ['string', (l) => l.catch(l.string(), 'x')],
  Codec: ['number', (l) => l.codec(l.string(), l.number(), { decode: Number, encode: String })],
  CreditCard: ['string', (l) => l.creditCard()],
  CustomStringFormat: ['string', (l) => l.hex()],
  Date: ['date', (l) => l.date()],
  Default: ['string', (l) => l._default(l.string(), 'x')],
  DiscriminatedUnion: [
    'union',
    (l) => l.discriminatedUnion('t', [l.object({ t: l.literal('a') }), l.object({ t: l.literal('b') })]),
  ],
  E164: ['string', (l) => l.e164()],
  Email: ['string', (l) => l.email()],
  Emoji: ['string', (l) => l.emoji()],
  Enum: ['enum', (l) => l.enum(['a', 'b'])],
  ExactOptional: ['string', (l) => l.exactOptional(l.string())],
  GUID: ['string', (l) => l.guid()],
  IBAN: ['string', (l) => l.iban()],
  IPv4: ['string', (l) => l.ipv4()],
  IPv6: ['string', (l) => l.ipv6()],
  ISODate: ['string', (l) => l.iso.date()],
  ISODateTime: ['string', (l) => l.iso.datetime()],
  ISODuration: ['string', (l) => l.iso.duration()],
  ISOTime: ['string', (l) => l.iso.time()],
  Intersection: ['object', (l) => l.intersection(l.object({ a: l.string() }), l.object({ b: l.string() }))],
  JWT: ['string', (l) => l.jwt()],
  KSUID: ['string', (l) => l.ksuid()],
  Lazy: ['string', (l) => l.lazy(() => l.string())],
  Literal: ['literal', (l) => l.literal([1, 'a'])],
  MAC: ['string', (l) => l.mac()],
  Map: ['map', (l) => l.map(l.string(), l.number())],
  NanoID: ['string', (l) => l.nanoid()],
  NonOptional: ['string', (l) => l.nonoptional(l.optional(l.string()))],
  Null: ['literal', (l) => l.null()],
  Nullable: ['string', (l) => l.nullable(l.string())],
  Number: ['number', (l) => l.number()],
  NumberFormat: ['number', (l) => l.int32()],
  Object: ['object', (l) => l.object({ a: l.string() })],
  ObjectJIT: ['object', (l) => l.object({ a: l.string() })],
  Optional: ['string', (l) => l.optional(l.string())],
  Pipe: ['string', (l) => l.pipe(l.string(), l.email())],
  Prefault: ['string', (l) => l.prefault(l.string(), 'x')],
  Preprocess: ['string', () => z.preprocess(String, z.string())],
  Readonly: ['string', (l) => l.readonly(l.string())],
  Record: ['record', (l) => l.record(l.string(), l.number())],
  Set: ['set', (l) => l.set(l.string())],
  String: ['string', (l) => l.string()],
  StringFormat: ['string', (l) => l.hostname()],
  Success: ['boolean', (l) => l.success(l.string())],
  TemplateLiteral: ['string', (l) => l.templateLiteral(['a', l.number()])],
  Tuple: ['tuple', (l) => l.tuple([l.string(), l.number()])],
  ULID: ['string', (l) => l.ulid()],
  URL: ['string', (l) => l.url()],
  UUID: ['string', (l) => l.uuid()],
  Union: ['union', (l) => l.union([l.string(), l.number()])],
  Unknown: ['any', (l) => l.unknown()],
  XID: ['string', (l) => l.xid()],
  Xor: ['union', (l) => l.xor([l.string(), l.number()])],
}

/** Every class of schema that can't. */
const refused: Record<string, [what: string, Make]> = {
  Custom: ['z.custom() or z.instanceof()', (l) => l.custom<string>((value) => typeof value === 'string')],
  File: ['z.file()', (l) => l.file()],
  // A function is no schema to the types; at runtime it is told as one.
  Function: ['z.function()', (l) => l.function()],
  InstanceOf: ['z.custom() or z.instanceof()', () => z.instanceof(URL)],
  NaN: ['z.nan()', (l) => l.nan()],
  Never: ['z.never()', (l) => l.never()],
  Promise: ['z.promise()', (l) => l.promise(l.string())],
  Symbol: ['z.symbol()', (l) => l.symbol()],
  Transform: ['The result of .transform(), which is not known,', (l) => l.transform(Number)],
  Undefined: ['z.undefined()', (l) => l.undefined()],
  Void: ['z.void()', (l) => l.void()],
}

/** What else Zod exports by such names. */
const noSchema = /^(Type|Registry|FirstPartyTypeKind|IssueCode|Check.*|.*Error)$/

interface SchemaClass {
  readonly name: string
  readonly type: abstract new (...args: never[]) => unknown
}

function classesOf(exports: object, prefix: RegExp): SchemaClass[] {
  return Object.entries(exports).flatMap(([exported, type]) => {
    const name = exported.replace(prefix, '')
    return name === exported || noSchema.test(name) ? [] : [{ name, type: type as SchemaClass['type'] }]
  })
}

describe('the classes of schemas that the installed Zod exports', () => {
  const made = Object.values(flavours).flatMap((lib) =>
    Object.entries({ ...supported, ...refused }).map(([name, [, make]]) => [name, make(lib)] as const),
  )

  it.each([
    ['core', classesOf(core, /^\$Zod/)],
    ['classic', classesOf(z, /^_?Zod/)],
    ['mini', classesOf(mini, /^ZodMini/)],
  ])('are all supported or refused: %s', (_flavour, classes) => {
    expect(classes.length).toBeGreaterThan(60)
    const names = new Set([...Object.keys(supported), ...Object.keys(refused)])
    expect(classes.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([])
    // Each is told by a schema that is of that class.
    const untold = classes.filter(
      ({ name, type }) => !made.some(([of, schema]) => of === name && schema instanceof type),
    )
    expect(untold.map(({ name }) => name)).toEqual([])
  })

  describe.each(Object.entries(flavours))('%s', (_flavour, lib) => {
    it.each(Object.entries(supported))('%s is described', (_name, [kind, make]) => {
      expect(describeField(make(lib)).kind).toBe(kind)
    })

    it.each(Object.entries(refused))('%s is refused, with what can be stored', (_name, [what, make]) => {
      const schema = make(lib)
      expect(() => describeField(schema)).toThrow(UnsupportedFieldError)
      expect(() => describeField(schema)).toThrow(/cannot be stored\. [A-Z].*\.$/)
      expect(() => describeField(schema)).toThrow(`${what} cannot be stored. `)
    })
  })
})

describe('the classes of checks that the installed Zod exports', () => {
  /** Those that a description tells of, and those that only code can. */
  const told = {
    BigIntFormat: [z.int64(), { lowest: '-9223372036854775808', highest: '9223372036854775807' }],
    EndsWith: [z.string().endsWith('a.'), { patterns: ['.*a\\.$'] }],
    GreaterThan: [z.number().gt(1), { min: 1, exclusiveMin: true }],
    Includes: [z.string().includes('a'), { patterns: ['a'] }],
    LengthEquals: [z.string().length(2), { min: 2, max: 2 }],
    LessThan: [z.number().lt(1), { max: 1, exclusiveMax: true }],
    LowerCase: [z.string().lowercase(), { patterns: ['^[^A-Z]*$'] }],
    MaxLength: [z.string().max(1), { max: 1 }],
    MaxSize: [z.set(z.string()).max(1), { max: 1 }],
    MinLength: [z.string().min(1), { min: 1 }],
    MinSize: [z.set(z.string()).min(1), { min: 1 }],
    MultipleOf: [z.number().multipleOf(0.5), { multipleOf: 0.5 }],
    NumberFormat: [z.int32(), { integer: true, min: -2147483648, max: 2147483647 }],
    Regex: [z.string().regex(/a+/), { patterns: ['a+'] }],
    SizeEquals: [z.map(z.string(), z.string()).size(2), { min: 2, max: 2 }],
    StartsWith: [z.string().startsWith('a'), { patterns: ['^a.*'] }],
    StringFormat: [z.email(), { format: 'email' }],
    UpperCase: [z.string().uppercase(), { patterns: ['^[^a-z]*$'] }],
  } satisfies Record<string, [core.$ZodType, object]>
  const untold = ['MimeType', 'Overwrite', 'Properties', 'Property']

  it('are all told or known to be untold', () => {
    const names = classesOf(core, /^\$ZodCheck(?=.)/).map(({ name }) => name)
    expect(names.length).toBeGreaterThan(20)
    expect(names.toSorted()).toEqual([...Object.keys(told), ...untold].toSorted())
  })

  it.each(Object.entries(told))('%s is told', (_name, [schema, expected]) => {
    expect(describeField(schema)).toMatchObject(expected)
  })
})
