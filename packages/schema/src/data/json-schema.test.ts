import formats from 'ajv-formats'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'
import { jsonCodec } from '../json-codec.ts'
import type { AnyModel, Variants } from '../model.types.ts'
import { blogModel } from '../testing/blog-model.ts'
import { ordersModel } from '../testing/orders-model.ts'
import { orgModel } from '../testing/org-model.ts'
import { toJSONSchema } from './json-schema.ts'
import { ModelDataError } from './model-data-error.ts'

function validator(schema: object): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTuples: false })
  formats.default(ajv)
  return ajv.compile(schema)
}

const id = '6a1f7c3e-5b0d-4c8a-9e2f-0123456789ab'

const eventsModel = defineModel({
  service: 'my events',
  entities: {
    events: defineEntity({
      schema: z.object({
        id: z.uuid(),
        title: z.string().min(1).register(fieldMeta, { label: 'Name', help: 'As it is announced.' }),
        at: z.date().nullable(),
        seats: z.bigint(),
        tags: z.set(z.string()).min(1),
        prices: z.map(z.string(), z.number().min(0)).optional(),
        note: z.union([z.string(), z.date(), z.object({ on: z.date() })]).default('none'),
        place: z.object({ city: z.string().register(fieldMeta, { label: 'Town' }) }).optional(),
        minutes: z.codec(z.string().regex(/^\d+$/), z.number(), { decode: Number, encode: String }),
        createdAt: z.iso.datetime(),
      }),
    }),
  },
})
const at = '2026-01-02T03:04:05.678Z'
const event = {
  id,
  title: 'Fair',
  at,
  seats: '12345678901234567890',
  tags: ['a', 'b'],
  prices: [['child', 3.5]],
  note: { $date: at },
  place: { city: 'Berlin' },
  minutes: 90,
  createdAt: at,
}

describe('toJSONSchema', () => {
  const accepts = validator(toJSONSchema(eventsModel, 'events'))

  it('accepts a row as it travels', () => {
    expect(accepts(event), JSON.stringify(accepts.errors)).toBe(true)
    const { fields, variants } = eventsModel.entities.events
    const row = Object.fromEntries(
      fields.map((field) => [field.name, jsonCodec(field).decode(event[field.name as keyof typeof event])]),
    )
    expect(variants.row.safeParse(row).error).toBeUndefined()
  })

  it.each([
    ['a date that is none', { at: 'today' }],
    ['a number for a bigint', { seats: 12 }],
    ['an empty set', { tags: [] }],
    ['a member twice', { tags: ['a', 'a'] }],
    ['an object for a map', { prices: { child: 3.5 } }],
    ['half a pair', { prices: [['child']] }],
    ['a wrong value of a map', { prices: [['child', -1]] }],
    ['a tag that is none', { note: { $time: at } }],
    ['what is written for what is read', { minutes: '90' }],
    ['an unknown field', { further: 1 }],
    ['a missing field', { title: undefined }],
  ])('refuses %s', (_name, change) => {
    expect(accepts(JSON.parse(JSON.stringify({ ...event, ...change })))).toBe(false)
  })

  it('names and describes: labels, help, read-only fields', () => {
    const { $id, title, properties } = toJSONSchema(eventsModel, 'events')
    expect({ $id, title }).toEqual({ $id: '/my%20events/events/row', title: 'Event' })
    expect(properties?.['title']).toMatchObject({
      title: 'Name',
      description: 'As it is announced.',
      minLength: 1,
    })
    expect(properties?.['place']).toMatchObject({ title: 'Place', properties: { city: { title: 'Town' } } })
    expect(properties?.['createdAt']).toMatchObject({ title: 'Created at', readOnly: true })
    expect(properties?.['title']).not.toHaveProperty('readOnly')
  })

  it.each<[keyof Variants, object, object]>([
    [
      'insert',
      { id, title: 'Fair', at: null, seats: '1', tags: ['a'], minutes: '90' },
      { id, title: 'Fair', at: null, seats: '1', tags: ['a'], minutes: '90', createdAt: at },
    ],
    ['update', { title: 'Fête', note: { on: { $date: at } } }, { id, title: 'Fête' }],
    ['key', { id }, { id, title: 'Fair' }],
  ])('writes what a client sends: %s', (variant, right, wrong) => {
    const validate = validator(toJSONSchema(eventsModel, 'events', { variant }))
    expect(validate(right), JSON.stringify(validate.errors)).toBe(true)
    expect(validate(wrong)).toBe(false)
  })

  it('asks for no field that may hold anything, as a row does not', () => {
    const things = defineEntity({ schema: z.object({ id: z.uuid(), data: z.unknown() }) })
    const model = defineModel({ service: 'any', entities: { things } })
    expect(model.entities.things.variants.row.safeParse({ id }).success).toBe(true)
    expect(toJSONSchema(model, 'things').required).toEqual(['id'])
  })

  it('has no default that JSON could not tell', () => {
    const schema = z.object({
      id: z.uuid(),
      days: z.set(z.date()).default(new Set()),
      size: z.int().default(1),
    })
    const model = defineModel({ service: 'sets', entities: { things: defineEntity({ schema }) } })
    const { properties } = toJSONSchema(model, 'things', { variant: 'insert' })
    expect(properties?.['days']).not.toHaveProperty('default')
    expect(properties?.['size']).toHaveProperty('default', 1)
  })

  it.each<AnyModel>([blogModel, ordersModel, orgModel])('bundles a whole model: $service', (model) => {
    for (const variant of ['row', 'insert', 'update', 'key'] as const) {
      const bundle = toJSONSchema(model, undefined, { variant })
      expect(Object.keys(bundle.$defs ?? {})).toEqual(model.names)
      const ajv = new Ajv2020({ allowUnionTypes: true, strictTuples: false })
      formats.default(ajv)
      ajv.addSchema(bundle)
      for (const name of model.names) {
        const validate = ajv.getSchema(`/${model.service}/${name}/${variant}`)
        expect(validate?.(null)).toBe(false)
        expect(toJSONSchema(model, name, { variant })).toEqual(bundle.$defs?.[name])
      }
    }
  })

  it('writes what contains itself, plain and tagged, in a list, a map or a schema with an id of its own', () => {
    const Node = z.object({
      at: z.date(),
      get nodes() {
        return z.map(z.string(), Node).optional()
      },
    })
    const Branch = z.object({
      at: z.date(),
      get branches() {
        return z.array(Branch)
      },
    })
    const things = defineEntity({
      schema: z
        .object({ id: z.uuid(), node: Node, branch: Branch, either: z.union([z.string(), Branch, Node]) })
        .meta({ id: 'a/Thing' }),
    })
    const model = defineModel({ service: 'things', entities: { things } })
    const schema = toJSONSchema(model, 'things')
    expect(schema.properties?.['node']).toMatchObject({ title: 'Node' })
    const validate = validator(schema)
    const row = {
      id,
      node: { at, nodes: [['x', { at, nodes: [['y', { at }]] }]] },
      branch: { at, branches: [{ at, branches: [] }] },
    }
    const tagged = { at: { $date: at }, branches: [{ at: { $date: at }, branches: [] }] }
    expect(validate({ ...row, either: tagged }), JSON.stringify(validate.errors)).toBe(true)
    const inMap = { at: { $date: at }, nodes: { $map: [['x', { at: { $date: at } }]] } }
    expect(validate({ ...row, either: inMap }), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ ...row, either: row.branch })).toBe(false)
    expect(validate({ ...row, either: '', branch: tagged })).toBe(false)
    expect(validate({ ...row, either: '', node: { at, nodes: [['x', { at: 1 }]] } })).toBe(false)
  })

  it('writes schemas of zod/mini', () => {
    const things = defineEntity({
      schema: mini.object({
        id: mini.uuid(),
        days: mini.set(mini.date()),
        size: mini.optional(mini.bigint()),
      }),
    })
    const validate = validator(toJSONSchema(defineModel({ service: 'mini', entities: { things } }), 'things'))
    expect(validate({ id, days: [at], size: '1' }), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ id, days: [1] })).toBe(false)
  })

  it('says which entities there are', () => {
    const model: AnyModel = blogModel
    const write = (): unknown => toJSONSchema(model, 'users')
    expect(write).toThrow(ModelDataError)
    expect(write).toThrow(
      'The model has no entity "users". Take one of: authors, posts, photos, tags, postTags, comments.',
    )
  })
})
