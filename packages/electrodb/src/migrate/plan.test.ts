import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { modelToJSON } from '@throughline/schema/data'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type LayoutOptions, tableLayout } from '../layout/table-layout.ts'
import type { MigrationInput, MigrationPlan } from './migration.types.ts'
import { planHash } from './plan-hash.ts'
import { planMigration } from './plan.ts'
import { defineUpgrades } from './upgrades.ts'

const row = { id: z.string(), name: z.string() }
const page = { id: z.string(), noteId: z.string(), text: z.string() }

function notes(
  fields: Record<string, z.ZodType> = {},
  entities: Record<string, ReturnType<typeof defineEntity>> = {},
) {
  return defineModel({
    service: 'notes',
    entities: {
      notes: defineEntity({ singular: 'note', schema: z.object({ ...row, ...fields }) }),
      ...entities,
    },
  })
}

type Notes = ReturnType<typeof notes>

function plan(
  before: Notes,
  after: Notes,
  {
    was,
    is,
    ...rest
  }: { was?: LayoutOptions; is?: LayoutOptions } & Pick<MigrationInput, 'renames'> &
    Pick<MigrationInput['to'], 'upgrades'> = {},
): MigrationPlan {
  const { renames, upgrades } = rest
  return planMigration({
    from: { model: before, layout: tableLayout(before, was) },
    to: { model: after, layout: tableLayout(after, is), ...(upgrades && { upgrades }) },
    ...(renames && { renames }),
  })
}

const kinds = ({ steps }: MigrationPlan): string[] => steps.map(({ id, phase }) => `${phase} ${id}`)
const codes = ({ problems }: MigrationPlan): string[] =>
  problems.map(({ severity, code, field = '' }) => [severity, code, field].join(' ').trim())
const reasons = ({ steps }: MigrationPlan): unknown[] =>
  steps.flatMap((step) =>
    step.kind === 'backfill' ? step.entities.map((part) => [part.entity, part.reasons]) : [],
  )

describe('planMigration', () => {
  it('has nothing to do for the same model, labels and optional fields', () => {
    const after = notes({
      name: z.string().register(fieldMeta, { label: 'Title' }),
      tag: z.string().optional(),
    })
    expect(plan(notes(), after)).toMatchObject({ steps: [], problems: [] })
  })

  it('adds an index before the rows get its keys, and removes one after', () => {
    const indexed = notes({ name: z.string().register(fieldMeta, { indexed: true }) })
    const add = plan(notes(), indexed)
    expect(kinds(add)).toEqual(['expand add_index:GSI3', 'backfill backfill'])
    expect(reasons(add)).toEqual([['notes', ['keys to look rows up by "name"']]])
    const remove = plan(indexed, notes())
    expect(kinds(remove)).toEqual(['backfill backfill', 'contract remove_index:GSI3'])
    expect(add.steps.every(({ destructive, inPlace }) => !destructive && inPlace)).toBe(true)
  })

  it('moves the rows of all entities to other shards, and begins the feed anew', () => {
    const model = notes({}, { pages: defineEntity({ singular: 'page', schema: z.object(page) }) })
    const { steps } = plan(model, model, { was: { shards: 1 }, is: { shards: 4 } })
    expect(steps).toMatchObject([
      { kind: 'backfill', resetsFeed: true, entities: [{ entity: 'notes' }, { entity: 'pages' }] },
    ])
  })

  it('warns of duplicates of a new unique field, and lets go of the values of an old one', () => {
    const unique = notes({ name: z.string().register(fieldMeta, { unique: true }) })
    const add = plan(notes(), unique)
    expect(codes(add)).toEqual(['warning duplicates name'])
    expect(add.steps.at(-1)).toMatchObject({ kind: 'backfill', entities: [{ unique: ['name'] }] })
    expect(kinds(plan(unique, notes()))).toContain('contract remove_unique')
  })

  it('enables TTL where the old layout was made before tables had it', () => {
    const { ttl: _, ...layout } = tableLayout(notes())
    const found = planMigration({
      from: { model: notes(), layout },
      to: { model: notes(), layout: tableLayout(notes()) },
    })
    expect(kinds(found)).toEqual(['expand enable_ttl'])
  })

  it('fills defaults; refuses a required field that rows have no value for, unless an upgrade gives one', () => {
    const filled = plan(notes(), notes({ size: z.number().default(1) }))
    expect([reasons(filled), codes(filled)]).toEqual([[['notes', ['a value for "size"']]], []])
    const after = notes({ size: z.number() })
    expect(codes(plan(notes(), after))).toEqual(['error missing_value size'])
    const upgrades = defineUpgrades(after, [{ to: 2, entities: { notes: (old) => ({ ...old, size: 1 }) } }])
    const upgraded = plan(notes(), after, { upgrades })
    expect(codes(upgraded)).toEqual([])
    expect(reasons(upgraded)).toEqual([['notes', ['a value for "size"', 'the upgrade to version 2']]])
    expect(upgraded.to.version).toBe(2)
  })

  it('has rows checked that may not fit a narrower field, and refuses another kind without an upgrade', () => {
    expect(codes(plan(notes(), notes({ name: z.string().max(9) })))).toEqual(['warning may_not_fit name'])
    const after = notes({ name: z.number() })
    expect(codes(plan(notes(), after))).toEqual(['error may_not_fit name'])
    const upgrades = defineUpgrades(after, [
      { to: 2, entities: { notes: (old) => ({ ...old, name: Number(old['name']) }) } },
    ])
    expect(codes(plan(notes(), after, { upgrades }))).toEqual(['warning may_not_fit name'])
  })

  it('renames fields and entities that keep their keys; two fields that change names are refused', () => {
    const renamed = plan(notes({ size: z.number() }), notes({ weight: z.number() }), {
      renames: { fields: { 'notes.size': 'weight' } },
    })
    expect(renamed.steps).toMatchObject([{ kind: 'backfill', entities: [{ renamed: { size: 'weight' } }] }])
    const entity = (singular: string) => defineEntity({ singular, keyPrefix: 'PAGE', schema: z.object(page) })
    const papers = plan(notes({}, { pages: entity('page') }), notes({}, { papers: entity('paper') }), {
      renames: { entities: { pages: 'papers' } },
    })
    expect(papers.steps).toMatchObject([
      {
        kind: 'backfill',
        resetsFeed: true,
        entities: [{ entity: 'papers', singular: 'page', keys: { sk: 'PAGE#${id}' } }],
      },
    ])
    const swapped = plan(notes({ a: z.string(), b: z.number() }), notes({ b: z.string(), c: z.number() }), {
      renames: { fields: { 'notes.a': 'b', 'notes.b': 'c' } },
    })
    expect(codes(swapped)).toContain('error ambiguous_rename b')
  })

  it('renames a field that keys are made of in place', () => {
    const entity = (field: string) =>
      defineEntity({
        singular: 'page',
        parent: field,
        schema: z.object({ id: z.string(), [field]: z.string() }),
        relations: { note: { kind: 'belongsTo', target: 'notes', field } },
      })
    const found = plan(notes({}, { pages: entity('noteId') }), notes({}, { pages: entity('ownerId') }), {
      renames: { fields: { 'pages.noteId': 'ownerId' } },
    })
    expect(kinds(found)).toEqual(['backfill backfill'])
    expect(codes(found)).toEqual([])
  })

  it('takes nothing away but where it is asked to: removed entities and fields', () => {
    const before = notes(
      { tag: z.string() },
      { pages: defineEntity({ singular: 'page', schema: z.object(page) }) },
    )
    const { steps } = plan(before, notes())
    expect(steps.map(({ kind, destructive }) => [kind, destructive])).toEqual([
      ['remove_fields', true],
      ['remove_entity', true],
    ])
    expect(steps[1]).toMatchObject({ entity: 'pages', singular: 'page', keys: { sk: 'PAGE#${id}' } })
  })

  it('copies to a new table where keys change or a local index is added', () => {
    const entity = (keyPrefix: string) =>
      defineEntity({ singular: 'page', keyPrefix, schema: z.object(page) })
    const [before, after] = [notes({}, { pages: entity('PAGE') }), notes({}, { pages: entity('P') })]
    const rekeyed = plan(before, after, { is: { tableName: 'notes-2' } })
    expect(kinds(rekeyed)).toEqual(['expand new_table', 'backfill backfill'])
    expect(rekeyed.steps.every(({ inPlace }) => !inPlace)).toBe(true)
    expect(codes(plan(before, after))).toEqual(['error same_table'])
    const local = plan(before, before, { is: { tableName: 'notes-2', local: { pages: ['text'] } } })
    expect(kinds(local)).toEqual(['expand new_table', 'backfill backfill'])
    expect(codes(plan(before, before, { was: { local: { pages: ['text'] } } }))).toEqual([
      'warning local_index_kept',
    ])
    expect(codes(plan(before, before, { is: { tenancy: 'prefix', tableName: 'notes-2' } }))).toEqual([
      'error tenancy',
    ])
  })

  it('is plain data, of one hash before and after it was kept as JSON, from a model or its JSON', async () => {
    const before = notes()
    const after = notes({ name: z.string().register(fieldMeta, { indexed: true }) })
    const first = plan(before, after)
    const kept: MigrationPlan = JSON.parse(JSON.stringify(first))
    expect(kept).toEqual(first)
    expect(await planHash(kept)).toBe(await planHash(first))
    const fromJSON = planMigration({
      from: { model: modelToJSON(before), layout: tableLayout(before) },
      to: { model: after, layout: tableLayout(after) },
    })
    expect(await planHash(fromJSON)).toBe(await planHash(first))
    expect(await planHash(plan(after, before))).not.toBe(await planHash(first))
  })

  it('refuses a layout that is not of its model', () => {
    const other = notes({}, { pages: defineEntity({ singular: 'page', schema: z.object(page) }) })
    const input = {
      from: { model: notes(), layout: tableLayout(other) },
      to: { model: notes(), layout: tableLayout(notes()) },
    }
    expect(() => planMigration(input)).toThrow(/`from.layout` is not of `from.model`/)
  })
})
