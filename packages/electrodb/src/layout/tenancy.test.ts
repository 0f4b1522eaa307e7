import { type AnyModel, defineEntity, defineModel, StoreError } from '@throughline/schema'
import { ordersModel } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { ticketsLayout, ticketsModel } from '../../tests/tickets-model.ts'
import { deriveEntities, deriveService } from '../electro/derive-entities.ts'
import { modelItems } from '../items/item.ts'
import { layoutHash } from './layout-hash.ts'
import { createTableInput } from './table.ts'
import { tableLayout, type Tenancy } from './table-layout.ts'
import { tenantLayout } from './tenancy.ts'
import { terraformTable } from './terraform.ts'

const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
const ticket = {
  id: 't',
  projectId: 'p',
  status: 'open',
  urgent: true,
  dueAt: new Date(0),
  points: 1,
  endsAt: null,
}

function layoutOf(tenancy: Tenancy, tenant = 'acme') {
  return tenantLayout(tableLayout(ticketsModel, { ...ticketsLayout, tenancy, shards: 2 }), tenant)
}

function keysOf(tenancy: Tenancy): unknown {
  const items = modelItems(ticketsModel, layoutOf(tenancy))
  const { pk, sk, gsi2pk, gsi2sk, gsi3pk, lsi1sk, tenant } = items.of('tickets').toItem({ row: ticket, meta })
  const [slug] = items.of('projects').unique
  const lock = slug?.key({ slug: 's' })?.pk
  return { pk, sk, gsi2pk, gsi2sk, gsi3pk, lsi1sk, tenant, lock, prefix: items.prefix, marks: items.marks }
}

describe('tenantLayout', () => {
  it('of `prefix` gives a tenant partitions of its own, in the table and in each index', () => {
    expect(keysOf('prefix')).toEqual({
      pk: 'TENANT#acme#PROJECT#p',
      sk: 'TICKET#t',
      gsi2pk: expect.stringMatching(/^TENANT#acme#ALL_DATA#[01]$/),
      gsi2sk: 'PROJECT#p#TICKET#t',
      gsi3pk: 'TENANT#acme#TICKET#dueAt',
      lsi1sk: expect.stringMatching(/^TICKET#/),
      tenant: undefined,
      lock: 'TENANT#acme#UNIQUE#PROJECT#slug',
      prefix: 'TENANT#acme#',
      marks: {},
    })
    const { partitions } = modelItems(ticketsModel, layoutOf('prefix'))
    expect(partitions).toEqual(['TENANT#acme#ALL_DATA#0', 'TENANT#acme#ALL_DATA#1'])
    expect(layoutOf('prefix').entities['projects']?.keys).toMatchObject({
      gsi1pk: 'TENANT#acme#PROJECTS',
      gsi1sk: 'PROJECT#${id}',
    })
  })

  it('of `attribute` leaves rows their keys, and marks them', () => {
    expect(keysOf('attribute')).toEqual({
      pk: 'PROJECT#p',
      sk: 'TICKET#t',
      gsi2pk: expect.stringMatching(/^TENANT#acme#ALL_DATA#[01]$/),
      gsi2sk: 'PROJECT#p#TICKET#t',
      gsi3pk: 'TENANT#acme#TICKET#dueAt',
      lsi1sk: expect.stringMatching(/^TICKET#/),
      tenant: 'acme',
      lock: 'TENANT#acme#UNIQUE#PROJECT#slug',
      prefix: 'TENANT#acme#',
      marks: { tenant: 'acme' },
    })
  })

  it('of `attribute` owns no item of another tenant, or of none', () => {
    const [acme, other] = ['acme', 'other'].map((tenant) =>
      modelItems(ticketsModel, layoutOf('attribute', tenant)),
    )
    const item = acme?.of('tickets').toItem({ row: ticket, meta }) ?? {}
    const { tenant: _, ...unmarked } = item
    expect([acme, other].map((items) => items?.ownerOf(item)?.entity.name)).toEqual(['tickets', undefined])
    expect([acme, other].map((items) => items?.isForeign(item))).toEqual([false, true])
    expect(acme?.ownerOf(unmarked)).toBeUndefined()
    expect(acme?.isForeign(unmarked)).toBe(true)
    const plain = modelItems(ticketsModel, tableLayout(ticketsModel))
    expect(plain.isForeign(item)).toBe(false)
  })

  it('of `table` gives a tenant a table of its own, with the keys of a table without tenants', () => {
    const { tableName, entities, tenant } = layoutOf('table')
    expect({ tableName, tenant }).toEqual({ tableName: 'tickets-acme', tenant: 'acme' })
    expect(entities).toEqual(tableLayout(ticketsModel, { ...ticketsLayout, shards: 2 }).entities)
    expect(keysOf('table')).toMatchObject({ pk: 'PROJECT#p', prefix: '', marks: {}, tenant: undefined })
    expect(createTableInput(layoutOf('table')).TableName).toBe('tickets-acme')
  })

  it('is of the same hash for each tenant and for all', async () => {
    for (const tenancy of ['prefix', 'attribute', 'table'] as const) {
      const all = tableLayout(ticketsModel, { ...ticketsLayout, tenancy, shards: 2 })
      const hash = await layoutHash(all)
      for (const tenant of ['a', 'TENANT', 'x-y']) {
        expect(await layoutHash(tenantLayout(all, tenant))).toBe(hash)
      }
    }
  })

  it('tells tenants’ keys in the layout for all of them', () => {
    const { entities } = tableLayout(ticketsModel, { tenancy: 'prefix' })
    expect(entities['projects']?.keys).toMatchObject({
      pk: 'TENANT#${tenant}#PROJECT#${id}',
      gsi1pk: 'TENANT#${tenant}#PROJECTS',
    })
  })

  it('refuses a tenant that could break out of its keys, or of its table’s name', () => {
    const all = (tenancy: Tenancy) => tableLayout(ticketsModel, { tenancy })
    for (const wrong of ['', 'a#b', 'a\nb', 'x'.repeat(257), '${id}', 'a${']) {
      for (const tenancy of ['prefix', 'attribute', 'table'] as const) {
        expect(() => tenantLayout(all(tenancy), wrong)).toThrow(/is no tenant: use 1 to 256 characters/)
      }
    }
    for (const wrong of ['a b', 'ü', 'x'.repeat(250)]) {
      expect(() => tenantLayout(all('table'), wrong)).toThrow(/cannot have the table "tickets-/)
      expect(tenantLayout(all('prefix'), wrong).tenant).toBe(wrong)
    }
  })

  it('refuses a tenant too many, too few or twice', () => {
    const plain = tableLayout(ticketsModel)
    expect(tenantLayout(plain, undefined)).toBe(plain)
    expect(() => tenantLayout(plain, 'acme')).toThrow(/has no tenants, and the tenant is "acme"/)
    expect(() => tenantLayout(layoutOf('prefix'), 'acme')).toThrow(/is the tenant "acme"'s already/)
    for (const tenancy of ['prefix', 'attribute', 'table'] as const) {
      const all = tableLayout(ticketsModel, { tenancy })
      expect(() => tenantLayout(all, undefined)).toThrow(/no tenant is given: give the `tenant`/)
      expect(() => modelItems(ticketsModel, all)).toThrow(StoreError)
    }
    const tables = tableLayout(ticketsModel, { tenancy: 'table' })
    expect(() => createTableInput(tables)).toThrow(/no tenant is given/)
    expect(() => terraformTable(tables)).toThrow(/no tenant is given/)
    expect(createTableInput(tableLayout(ticketsModel, { tenancy: 'prefix' })).TableName).toBe('tickets')
  })
})

describe('what tenants reserve', () => {
  const problemOf = (model: AnyModel, tenancy?: Tenancy): string => {
    try {
      tableLayout(model, tenancy && { tenancy })
    } catch (error) {
      return (error as StoreError).message
    }
    return ''
  }
  const id = z.string()
  const withPrefix = (keyPrefix: string) =>
    defineModel({
      service: 'odd',
      entities: { things: defineEntity({ keyPrefix, schema: z.object({ id }) }) },
    })

  it.each(['TENANT', 'CHANGES', 'CLIENT', 'SECRET', 'UNIQUE'])('is the key prefix %s', (prefix) => {
    expect(problemOf(withPrefix(prefix))).toContain(`"things" has the key prefix "${prefix}", which `)
    expect(problemOf(withPrefix(`${prefix}S`))).toBe('')
  })

  it('is the names of attributes', () => {
    const model = defineModel({
      service: 'odd',
      entities: {
        things: defineEntity({ schema: z.object({ id, ttl: id, tenant: id, lsi3sk: id, deletedAt: id }) }),
      },
    })
    expect(problemOf(model)).toMatch(
      /"things.ttl" has the name of the attribute that items expire by: rename it/,
    )
    expect(problemOf(model)).toMatch(/"things.lsi3sk" has the name of a key attribute/)
    expect(problemOf(model)).not.toMatch(/tenant|deletedAt/)
    expect(problemOf(model, 'prefix')).not.toMatch(/"things.tenant"/)
    expect(problemOf(model, 'attribute')).toMatch(/"things.tenant" has the name of the attribute of tenants/)
    expect(problemOf(ordersModel, 'rows' as never)).toMatch(
      /"rows" is no tenancy: use "prefix", "table" or "attribute"/,
    )
  })
})

describe('ElectroDB entities of a tenant', () => {
  const derived = (tenancy: Tenancy, tenant?: string) => ({
    layout: tableLayout(ticketsModel, { tenancy, tableName: 'shop' }),
    ...(tenant !== undefined && { tenant }),
  })

  it('have the tenant’s keys', () => {
    const { tickets } = deriveEntities(ticketsModel, derived('prefix', 'a:b'))
    expect(tickets.get({ projectId: 'p', id: 't' }).params()).toMatchObject({
      Key: { pk: 'TENANT#a:b#PROJECT#p', sk: 'TICKET#t' },
    })
    const service = deriveService(ticketsModel, derived('prefix', 'a:b'))
    expect(service.collections.allRows({}).params()).toMatchObject({
      ExpressionAttributeValues: { ':pk': 'TENANT#a:b#ALL_DATA' },
    })
    const { projects } = deriveEntities(ticketsModel, derived('table', 'acme'))
    expect(projects.get({ projectId: 'p' }).params()).toMatchObject({ TableName: 'shop-acme' })
    expect(() => deriveEntities(ticketsModel, derived('prefix'))).toThrow(/no tenant is given/)
    expect(() => deriveEntities(ticketsModel, { tenant: 'acme' })).toThrow(/has no tenants/)
  })

  it('ask for the tenant’s mark, where that alone keeps tenants apart', () => {
    const { collections } = deriveService(ticketsModel, derived('attribute', 'acme'))
    const params = collections.project({ projectId: 'p' }).params<Record<string, object>>()
    expect(params).toMatchObject({
      FilterExpression: expect.stringContaining('#tenant = :tenant_projects_c0'),
      ExpressionAttributeValues: { ':pk': 'PROJECT#p', ':tenant_projects_c0': 'acme' },
    })
  })
})
