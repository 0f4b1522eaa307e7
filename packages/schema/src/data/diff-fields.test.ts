import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'
import type { AnyModel } from '../model.types.ts'
import { diffModels } from './diff-models.ts'
import type { ModelChange } from './diff-models.types.ts'
import { modelToJSON } from './model-to-json.ts'
import { parseModelJSON } from './parse-model-json.ts'

const id = z.uuid()
/** A model of one field, or of none. */
function withField(value?: z.ZodType): AnyModel {
  const things = defineEntity({ schema: z.object({ id, ...(value && { value }) }) })
  return defineModel({ service: 'things', entities: { things } })
}

const brief = ({ kind, field, safety, written }: ModelChange): string =>
  [kind, field, safety, written && 'written'].filter(Boolean).join(' ')

const diffField = (before: z.ZodType | undefined, after: z.ZodType | undefined): string[] =>
  diffModels(withField(before), withField(after)).map(brief)

describe('diffModels, of fields', () => {
  const text = z.string()
  const place = z.object({ x: z.number() })
  const card = z.object({ type: z.literal('card'), number: z.string() })
  const cash = z.object({ type: z.literal('cash') })
  const toText = z.codec(z.number(), z.string(), { decode: String, encode: Number })

  it.each<[string, z.ZodType | undefined, z.ZodType | undefined, string[]]>([
    ['one that may be absent', undefined, text.optional(), ['field-added value safe']],
    ['one with a default', undefined, text.default(''), ['field-added value needs-backfill']],
    ['one that is required', undefined, text, ['field-added value needs-backfill']],
    ['one that may be null', undefined, text.nullable(), ['field-added value needs-backfill']],
    ['one that may hold anything', undefined, z.unknown(), ['field-added value safe']],
    ['one less', text.optional(), undefined, ['field-removed value breaking']],
    ['another kind', text, z.number(), ['field-kind-changed value breaking']],
    ['a shorter maximum', text.max(9), text.max(5), ['field-narrowed value needs-backfill']],
    ['a longer maximum', text.max(5), text.max(9), ['field-widened value safe']],
    ['no maximum', text.max(5), text, ['field-widened value safe']],
    ['a higher minimum', z.number().min(1), z.number().min(2), ['field-narrowed value needs-backfill']],
    [
      'both bounds moved',
      z.number().min(1).max(3),
      z.number().min(2).max(4),
      ['field-changed value needs-backfill'],
    ],
    ['an exclusive bound', z.number().min(1), z.number().gt(1), ['field-narrowed value needs-backfill']],
    ['numbers for integers', z.int(), z.number(), ['field-widened value safe']],
    [
      'coarser steps',
      z.number().multipleOf(5),
      z.number().multipleOf(10),
      ['field-narrowed value needs-backfill'],
    ],
    [
      'other steps',
      z.number().multipleOf(4),
      z.number().multipleOf(6),
      ['field-changed value needs-backfill'],
    ],
    [
      'a later date',
      z.date().min(new Date(0)),
      z.date().min(new Date(1)),
      ['field-narrowed value needs-backfill'],
    ],
    ['a larger bigint', z.bigint().max(9n), z.bigint().max(10n), ['field-widened value safe']],
    ['a pattern less', text.regex(/a/).regex(/b/), text.regex(/a/), ['field-widened value safe']],
    ['another pattern', text.regex(/a/), text.regex(/b/), ['field-changed value needs-backfill']],
    ['a format', text, z.email(), ['field-narrowed value needs-backfill']],
    ['another format', z.email(), z.uuid(), ['field-changed value needs-backfill']],
    ['a value more', z.enum(['a']), z.enum(['a', 'b']), ['field-widened value breaking']],
    ['a value less', z.enum(['a', 'b']), z.enum(['a']), ['field-narrowed value needs-backfill']],
    ['another value', z.enum(['a', 'b']), z.enum(['a', 'c']), ['field-changed value breaking']],
    ['a literal more', z.literal([1, true]), z.literal([1, true, null]), ['field-widened value breaking']],
    ['any text for a list of them', z.enum(['a']), text, ['field-widened value breaking']],
    ['a list for any text', text, z.enum(['a']), ['field-narrowed value needs-backfill']],
    ['a list for some text', text.min(2), z.enum(['a']), ['field-kind-changed value breaking']],
    ['anything', text, z.unknown(), ['field-widened value breaking']],
    ['null', text, text.nullable(), ['field-widened value breaking']],
    ['no null', text.nullable(), text, ['field-narrowed value needs-backfill']],
    ['absence', text, text.optional(), ['field-widened value breaking']],
    ['no absence', text.optional(), text, ['field-narrowed value needs-backfill']],
    ['a default', text, text.default(''), ['field-widened value safe written']],
    ['no default', text.default(''), text, ['field-narrowed value breaking written']],
    [
      'a default for what may be absent',
      text.optional(),
      text.default(''),
      ['field-narrowed value needs-backfill'],
    ],
    ['a field more inside', place, place.extend({ y: z.number() }), ['field-added value.y needs-backfill']],
    ['a field less inside', place.extend({ y: z.number() }), place, ['field-removed value.y breaking']],
    ['a change inside', place, z.object({ x: z.number().min(0) }), ['field-narrowed value.x needs-backfill']],
    ['further fields', place, place.catchall(z.string()), ['field-widened value safe']],
    ['items', z.array(text), z.array(text.max(1)), ['field-narrowed value.[] needs-backfill']],
    ['members of a set', z.set(text), z.set(text.nullable()), ['field-widened value.[] breaking']],
    [
      'values of a record',
      z.record(text, text),
      z.record(text, z.number()),
      ['field-kind-changed value.{} breaking'],
    ],
    [
      'keys of a record',
      z.record(text, text),
      z.record(text.max(1), text),
      ['field-narrowed value.{key} needs-backfill'],
    ],
    [
      'keys of a map',
      z.map(text, text),
      z.map(z.number(), text),
      ['field-kind-changed value.{key} breaking'],
    ],
    [
      'an item of a tuple',
      z.tuple([text, text]),
      z.tuple([text, z.number()]),
      ['field-kind-changed value.[1] breaking'],
    ],
    ['another length', z.tuple([text]), z.tuple([text, text]), ['field-changed value breaking']],
    [
      'the rest of a tuple',
      z.tuple([text], text),
      z.tuple([text], text.max(1)),
      ['field-narrowed value.[...] needs-backfill'],
    ],
    ['a longer list', z.array(text).max(2), z.array(text).max(3), ['field-widened value safe']],
    [
      'an alternative more',
      z.union([text, z.number()]),
      z.union([text, z.number(), z.boolean()]),
      ['field-widened value breaking'],
    ],
    [
      'an alternative less',
      z.union([text, z.number()]),
      z.union([text, z.boolean()]),
      ['field-changed value breaking'],
    ],
    ['a union with it', text, z.union([z.number(), text]), ['field-widened value breaking']],
    ['another order of alternatives', z.union([text, z.number()]), z.union([z.number(), text]), []],
    [
      'a change in one alternative',
      z.union([text, z.number()]),
      z.union([z.number().min(1), text]),
      ['field-narrowed value.|0 needs-backfill'],
    ],
    [
      'alternatives of which no one can tell which became which',
      z.union([z.number().max(1), z.number().min(5)]),
      z.union([z.number().max(2), z.number().min(6)]),
      ['field-changed value breaking'],
    ],
    [
      'two alternatives for one',
      z.union([text, z.number().max(1)]),
      z.union([text, z.number().max(2), z.number().min(6)]),
      ['field-changed value breaking'],
    ],
    [
      'a change in the alternative of a discriminator',
      z.discriminatedUnion('type', [card, cash]),
      z.discriminatedUnion('type', [cash.extend({ to: text.optional() }), card]),
      ['field-added value.|0.to safe'],
    ],
    ['what is written', text, toText, ['field-kind-changed value breaking written']],
    ['what is read', z.number(), toText, ['field-kind-changed value breaking']],
    [
      'an index',
      text,
      text.clone().register(fieldMeta, { indexed: true }),
      ['index-added value needs-backfill'],
    ],
    ['no index', text.clone().register(fieldMeta, { indexed: true }), text, ['index-removed value safe']],
    [
      'unique',
      text,
      text.clone().register(fieldMeta, { unique: true }),
      ['unique-added value needs-backfill'],
    ],
    ['an index that was none', text, text.clone().register(fieldMeta, { indexed: false }), []],
    ['not unique', text.clone().register(fieldMeta, { unique: true }), text, ['unique-removed value safe']],
    ['another label', text, text.clone().register(fieldMeta, { label: 'A', fake: 'x.y' }), []],
  ])('judges %s', (_name, before, after, expected) => {
    expect(diffField(before, after)).toEqual(expected)
  })

  it('says what was and what is, and what to do', () => {
    const [change] = diffModels(withField(text.max(9)), withField(text.min(1).max(5)))
    expect(change).toEqual({
      kind: 'field-narrowed',
      entity: 'things',
      field: 'value',
      safety: 'needs-backfill',
      from: { min: null, max: 9 },
      to: { min: 1, max: 5 },
      message: 'Field "things.value": min null → 1, max 9 → 5. Rewrite the stored rows that do not fit.',
    })
    const [added] = diffModels(withField(), withField(text))
    expect(added).toMatchObject({ to: { kind: 'string', optional: false } })
    expect(added?.message).toBe(
      'Field "things.value" is new and is required: give each stored row a value, and update the clients that create rows.',
    )
  })

  it('compares recursive fields, each change once', () => {
    const tree = (value: z.ZodType): z.ZodType => {
      const node: z.ZodType = z.object({
        value,
        get nodes() {
          return z.array(node)
        },
      })
      return node
    }
    expect(diffField(tree(text), tree(text))).toEqual([])
    expect(diffField(tree(text), z.object({ value: text, nodes: z.array(tree(text)) }))).toEqual([])
    expect(diffField(tree(text), tree(text).optional())).toEqual(['field-widened value breaking'])
    expect(diffField(tree(text), tree(text.max(9)))).toEqual([
      'field-narrowed value.value needs-backfill',
      'field-narrowed value.nodes.[].value needs-backfill',
    ])
    expect(diffField(tree(text), z.object({ value: text, nodes: z.array(text) }))).toEqual([
      'field-kind-changed value.nodes.[] breaking',
    ])
  })

  it('compares types that contain each other once each, however many ways lead to them', () => {
    const grammar = (leaf: z.ZodType): z.ZodType => {
      const kinds: z.ZodType[] = Array.from({ length: 16 }, (_, index) =>
        z.object({
          type: z.literal(`kind${index}`),
          leaf,
          get inside() {
            return z.union(kinds).optional()
          },
        }),
      )
      return z.union(kinds)
    }
    const [before, after] = [withField(grammar(text)), withField(grammar(text.max(9)))]
    expect(diffModels(before, after)).toHaveLength(16)
    const stored = modelToJSON(before)
    // Written out wherever it is met, it would be 2^16 times as long as one of its types.
    expect(JSON.stringify(stored).length).toBeLessThan(100_000)
    expect(diffModels(parseModelJSON(stored), before)).toEqual([])
    expect(diffModels(stored, after)).toHaveLength(16)
  })
})
