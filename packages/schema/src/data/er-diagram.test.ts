import mermaid from 'mermaid'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'
import { blogModel } from '../testing/blog-model.ts'
import { ordersModel } from '../testing/orders-model.ts'
import { orgModel } from '../testing/org-model.ts'
import { erDiagram } from './er-diagram.ts'
import type { ModelSource } from './model-json.types.ts'
import { modelToJSON } from './model-to-json.ts'

interface Drawn {
  readonly entities: ReadonlyMap<string, readonly string[]>
  readonly relations: readonly string[]
}

interface MermaidEntity {
  readonly id: string
  readonly label: string
  readonly attributes: readonly { type: string; name: string; keys: string[]; comment: string }[]
}

interface MermaidRelation {
  readonly entityA: string
  readonly entityB: string
  readonly roleA: string
  readonly relSpec: { cardA: string; cardB: string; relType: string }
}

interface MermaidDb {
  getEntities: () => Map<string, MermaidEntity>
  getRelationships: () => MermaidRelation[]
}

beforeAll(async () => {
  // The first parse registers the kinds of diagram.
  await mermaid.parse('erDiagram')
})

/** What Mermaid itself understands of the diagram. */
async function draw(source: ModelSource): Promise<Drawn> {
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else tells what was understood
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(erDiagram(source))
  const db = diagram.db as unknown as MermaidDb
  const entities = [...db.getEntities().values()]
  const labels = new Map(entities.map(({ id, label }) => [id, label]))
  return {
    entities: new Map(
      entities.map(({ label, attributes }) => [
        label,
        attributes.map(({ type, name, keys, comment }) =>
          [type, name, keys.join('+'), comment].filter(Boolean).join(' '),
        ),
      ]),
    ),
    relations: db.getRelationships().map(({ entityA, entityB, roleA, relSpec }) => {
      const line = relSpec.relType === 'IDENTIFYING' ? '—' : '···'
      // Mermaid names the cardinality at A's end `cardB`.
      return `${labels.get(entityA)} ${relSpec.cardB} ${line} ${relSpec.cardA} ${labels.get(entityB)}: ${roleA}`
    }),
  }
}

describe('erDiagram', () => {
  it('draws fields with their types and keys', async () => {
    const { entities } = await draw(ordersModel)
    expect(entities.get('orders')).toEqual([
      'string country PK+FK',
      'integer customerNumber PK+FK',
      'integer orderNumber PK',
      'uuid billingAddressId FK',
      'uuid shippingAddressId FK nullable',
      'datetime placedAt',
      'bigint total',
    ])
    expect(entities.get('customers')).toContain('email email UK')
    expect(entities.get('addresses')).toContain('string[] lines')
    expect(entities.get('products')).toContain('tuple dimensions optional')
  })

  it('draws foreign keys from the target: solid to the parent, none or one where they may be absent', async () => {
    expect((await draw(ordersModel)).relations).toEqual([
      'customers ONLY_ONE — ZERO_OR_MORE addresses: customer',
      'customers ONLY_ONE — ZERO_OR_MORE orders: customer',
      'addresses ONLY_ONE ··· ZERO_OR_MORE orders: billingAddress',
      'addresses ZERO_OR_ONE ··· ZERO_OR_MORE orders: shippingAddress',
      'orders ONLY_ONE — ZERO_OR_MORE orderLines: order',
      'products ONLY_ONE ··· ZERO_OR_MORE orderLines: product',
    ])
  })

  it('draws many-to-many relations once, and a polymorphic owner to each entity that can be one', async () => {
    const { relations } = await draw(blogModel)
    expect(relations.filter((relation) => relation.includes('through'))).toEqual([
      'posts ZERO_OR_MORE ··· ZERO_OR_MORE tags: tags, through postTags',
    ])
    expect(relations.filter((relation) => relation.includes('subject'))).toEqual([
      'posts ZERO_OR_ONE ··· ZERO_OR_MORE comments: subject, where subjectType is post',
      'photos ZERO_OR_ONE ··· ZERO_OR_MORE comments: subject, where subjectType is photo',
      'comments ZERO_OR_ONE ··· ZERO_OR_MORE comments: subject, where subjectType is comment',
    ])
    const org = await draw(orgModel)
    expect(org.relations.filter((relation) => relation.includes('through'))).toHaveLength(1)
    expect(org.relations).toContain('people ZERO_OR_ONE ··· ZERO_OR_MORE people: manager')
  })

  it('draws one row at most where a foreign key is unique or the whole key', async () => {
    const userId = z.uuid().register(fieldMeta, { unique: true })
    const model = defineModel({
      service: 'users',
      entities: {
        users: defineEntity({ schema: z.object({ id: z.uuid() }) }),
        profiles: defineEntity({ key: ['userId'], schema: z.object({ userId: z.uuid() }) }),
        licences: defineEntity({ parent: null, schema: z.object({ id: z.uuid(), userId }) }),
      },
    })
    expect((await draw(model)).relations).toEqual([
      'users ONLY_ONE — ZERO_OR_ONE profiles: user',
      'users ONLY_ONE ··· ZERO_OR_ONE licences: user',
    ])
  })

  it('draws the same from JSON', () => {
    for (const model of [blogModel, ordersModel, orgModel]) {
      expect(erDiagram(modelToJSON(model))).toBe(erDiagram(model))
    }
  })

  it('keeps names that Mermaid would take for something else', async () => {
    const odd = [
      'pk',
      'FK',
      'first name',
      '1st',
      'größe',
      'a"b',
      'c`d',
      'e%%f',
      'g;h',
      'i#j',
      'k\nl',
      'a-b.c',
      '*',
    ]
    const model = defineModel({
      service: 'odd',
      entities: {
        one: defineEntity({
          singular: 'style',
          schema: z.object({ id: z.uuid(), ...Object.fromEntries(odd.map((name) => [name, z.string()])) }),
        }),
        to: defineEntity({
          singular: 'class',
          relations: {
            'direction TB': { kind: 'belongsTo', target: 'one', field: 'oneId', inverse: false },
            '"}': { kind: 'belongsTo', target: 'one', field: 'other', inverse: false },
          },
          schema: z.object({ id: z.uuid(), oneId: z.uuid().optional(), other: z.uuid().optional() }),
        }),
      },
    })
    const { entities, relations } = await draw(model)
    expect([...entities.keys()]).toEqual(['one', 'to'])
    const names = entities.get('one')?.map((field) => field.replace(/^\w+ /, ''))
    expect(names?.slice(1, 8)).toEqual(['pk', 'FK', 'first name', '1st', 'größe', 'a"b', "c'd"])
    expect(names).toHaveLength(odd.length + 1)
    expect(relations).toEqual([
      'one ZERO_OR_ONE ··· ZERO_OR_MORE to: direction, TB',
      "one ZERO_OR_ONE ··· ZERO_OR_MORE to: '}",
    ])
  })
})
