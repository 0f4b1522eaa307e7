import { fake, FakerError } from '@throughline/faker'
import { type AnyModel, defineEntity, defineModel, type EntityRow } from '@throughline/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod'

type AnyRow = Record<string, unknown>

/** What is wrong with the rows' keys and foreign keys, all of them held at once. */
function faultsOf(model: AnyModel, rows: readonly EntityRow<AnyModel>[]): string[] {
  const byKey = new Map<string, AnyRow>()
  const keyOf = (entity: string, values: readonly unknown[]): string => JSON.stringify([entity, ...values])
  const faults: string[] = []
  for (const { entity, row } of rows as readonly { entity: string; row: AnyRow }[]) {
    const key = keyOf(
      entity,
      model.entities[entity]!.key.map((field) => row[field]),
    )
    if (byKey.has(key)) faults.push(`two rows with the key ${key}`)
    byKey.set(key, row)
  }
  const pairs = new Set<string>()
  for (const { entity, row } of rows as readonly { entity: string; row: AnyRow }[]) {
    const { relations, parentFields, parent, key } = model.entities[entity]!
    for (const [name, relation] of Object.entries(relations)) {
      if (relation.kind === 'manyToMany') continue
      if (relation.kind !== 'belongsTo' && relation.kind !== 'morphTo') continue
      const values = relation.fields.map((field) => row[field])
      if (values.some((value) => value == null)) continue
      const target =
        relation.kind === 'belongsTo' ? relation.target : relation.targets[String(row[relation.type])]
      if (!byKey.has(keyOf(target ?? '', values))) faults.push(`${entity}.${name} points nowhere`)
      if (
        target === entity &&
        keyOf(entity, values) !==
          keyOf(
            entity,
            key.map((field) => row[field]),
          )
      ) {
        const earlier = [...byKey.keys()]
        const own = keyOf(
          entity,
          key.map((field) => row[field]),
        )
        if (earlier.indexOf(keyOf(entity, values)) > earlier.indexOf(own))
          faults.push(`${entity}.${name} later`)
      }
    }
    const above = parent === undefined ? undefined : model.entities[parent]
    if (above) {
      const found = [...byKey].some(
        ([mark, other]) =>
          mark.startsWith(`["${above.name}"`) &&
          above.path.every((field, index) => other[field] === row[parentFields[index] ?? '']),
      )
      if (!found) faults.push(`${entity} has no parent`)
    }
    for (const other of model.names) {
      for (const relation of Object.values(model.entities[other]!.relations)) {
        if (relation.kind !== 'manyToMany' || relation.through !== entity) continue
        const pair = JSON.stringify([
          entity,
          other,
          ...relation.fields.map((field) => row[field]),
          ...relation.targetFields.map((field) => row[field]),
        ])
        if (pairs.has(pair)) faults.push(`${entity} ties one pair twice: ${pair}`)
        pairs.add(pair)
      }
    }
  }
  return faults
}

const ids = fc.constantFrom<() => z.ZodType<string>>(
  () => z.uuid(),
  () => z.string(),
  () => z.string().max(12),
  () => z.string().regex(/^[A-Z]{2}-\d{6}$/),
)

/** A tenant with teams, members (with a manager, a mentor and a desk), tasks of two keys, tags and notes about anything. */
function companyModel(
  id: () => z.ZodType<string>,
  options: { flat: boolean; self: 'required' | 'nullable' | 'optional' },
) {
  const key = id()
  // Sound: the rows are checked against what the model makes of it; its types are not.
  const joinParent = (options.flat ? null : 'member') as 'member'
  const self =
    options.self === 'required' ? key : options.self === 'nullable' ? key.nullable() : key.optional()
  return defineModel({
    service: 'company',
    entities: {
      tenants: defineEntity({ schema: z.object({ id: key, name: z.string() }) }),
      teams: defineEntity({
        key: ['tenantId', 'code'],
        schema: z.object({ tenantId: key, code: z.enum(['a', 'b', 'c', 'd']), size: z.int() }),
      }),
      members: defineEntity({
        parent: 'tenant',
        relations: {
          team: { kind: 'belongsTo', target: 'teams', field: ['tenantId', 'teamCode'] },
          manager: { kind: 'belongsTo', target: 'members', field: 'managerId', inverse: 'reports' },
          backup: { kind: 'belongsTo', target: 'members', field: 'backupId', inverse: false },
          tags: { kind: 'manyToMany', target: 'tags', through: 'memberTags' },
        },
        schema: z.object({
          id: key,
          tenantId: key,
          teamCode: z.enum(['a', 'b', 'c', 'd']).nullable(),
          managerId: self,
          backupId: key.optional(),
          name: z.string(),
        }),
      }),
      tasks: defineEntity({
        key: ['memberId', 'number'],
        parent: 'member',
        relations: {
          reviewer: { kind: 'belongsTo', target: 'members', field: 'reviewerId', inverse: 'reviews' },
        },
        schema: z.object({ tenantId: key, memberId: key, number: z.int(), reviewerId: key }),
      }),
      tags: defineEntity({ key: ['label'], schema: z.object({ label: z.string().max(12) }) }),
      memberTags: defineEntity({
        parent: joinParent,
        schema: z.object({ id: z.uuid(), tenantId: key, memberId: key, label: z.string() }),
        relations: { tag: { kind: 'belongsTo', target: 'tags', field: 'label' } },
      }),
      notes: defineEntity({
        relations: {
          subject: { kind: 'morphTo', type: 'subjectType', field: 'subjectId', inverse: 'notes' },
        },
        schema: z.object({
          id: key,
          subjectType: z.enum(['tenant', 'member', 'note']),
          subjectId: key,
          text: z.string(),
        }),
      }),
    },
  })
}

it('keys are different, foreign keys point to rows that exist, and pairs are tied once', () => {
  let refused = 0
  let checked = 0
  fc.assert(
    fc.property(
      ids,
      fc.boolean(),
      fc.constantFrom('required', 'nullable', 'optional'),
      fc.record({
        tenants: fc.integer({ min: 1, max: 3 }),
        teams: fc.integer({ min: 0, max: 4 }),
        members: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 2, max: 6 })),
        tasks: fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 3 })),
        tags: fc.integer({ min: 0, max: 8 }),
        memberTags: fc.integer({ min: 0, max: 3 }),
        notes: fc.integer({ min: 0, max: 6 }),
      }),
      fc.maxSafeInteger(),
      (id, flat, self, counts, seed) => {
        const model = companyModel(id, { flat, self })
        try {
          const made = fake(model, { seed, counts })
          const rows = [...made]
          checked += 1
          expect(faultsOf(model, rows)).toEqual([])
          expect([...made]).toEqual(rows)
        } catch (error) {
          // More tags are asked for than there are, or none where there has to be one.
          if (!(error instanceof FakerError)) throw error
          expect(error.code).toBe('no_target')
          refused += 1
        }
      },
    ),
    { numRuns: 60 },
  )
  expect(checked).toBeGreaterThan(refused)
}, 60_000)
