import { keyPartSchema, StoreError } from '@throughline/schema'
import type { EntityLayout, LookupLayout, TableLayout } from './table-layout.types.ts'

/** Begins the partitions of one tenant. */
export const tenantPartition = 'TENANT'
/** The attribute that tells whose an item is, of the tenancy `attribute`. */
export const tenantAttribute = 'tenant'
/** Stands for the tenant in the templates of a layout for all tenants. */
const anyTenant = '${tenant}'

const tableNamePattern = /^[A-Za-z0-9_.-]{3,255}$/

interface Tenanted {
  readonly tenancy?: TableLayout['tenancy'] | undefined
  readonly tenant?: string | undefined
}

/** Whether this can be the name of a table in DynamoDB. */
export function isTableName(name: string): boolean {
  return tableNamePattern.test(name)
}

/** Begins the partitions that are of one tenant: `TENANT#<tenant>#`, or empty where the table is the tenant's own. */
export function tenantPrefix({ tenancy, tenant = anyTenant }: Tenanted): string {
  return tenancy === 'attribute' || tenancy === 'prefix' ? `${tenantPartition}#${tenant}#` : ''
}

/**
 * One tenant's part of a layout: its own keys, or its own table.
 *
 * A layout without a tenancy is given back as it is, to no tenant.
 *
 * @throws {StoreError} `invalid` for a tenant where the layout has no tenancy, or none where it has one; for a tenant that
 * breaks the grammar of keys, or whose table would have a name that DynamoDB does not take.
 */
export function tenantLayout(layout: TableLayout, tenant: string | undefined): TableLayout {
  const { tenancy, tableName } = layout
  if (tenancy === undefined && tenant === undefined) return layout
  if (tenancy === undefined) {
    throw new StoreError(
      'invalid',
      `The table "${tableName}" has no tenants, and the tenant is "${tenant}": derive its layout with a \`tenancy\`.`,
    )
  }
  if (layout.tenant !== undefined) {
    throw new StoreError(
      'invalid',
      `This layout of "${tableName}" is the tenant "${layout.tenant}"'s already: begin with one for all tenants.`,
    )
  }
  if (tenant === undefined) throw tenantMissing(layout)
  checkTenant(tenant)
  if (tenancy === 'table') {
    const name = `${tableName}-${tenant}`
    if (isTableName(name)) return { ...fillTenant(layout, tenant), tableName: name }
    throw new StoreError(
      'invalid',
      `The tenant "${tenant}" cannot have the table "${name}": use 3 to 255 of A–Z, a–z, 0–9, "_", "." and "-" in all.`,
    )
  }
  return fillTenant(layout, tenant)
}

/** The layout with a tenant in its keys, whatever is in the tenant's name. */
export function fillTenant(layout: TableLayout, tenant: string): TableLayout {
  const { tenancy } = layout
  const [from, to] = [tenantPrefix(layout), tenantPrefix({ tenancy, tenant })]
  if (from === '') return { ...layout, tenant }
  return { ...withPartitions(layout, (partition) => to + partition.slice(from.length)), tenant }
}

/** The layout for all tenants that one of a tenant comes from, but for the name of the table. */
export function withoutTenant(layout: TableLayout): TableLayout {
  const { tenant, ...rest } = layout
  if (tenant === undefined) return layout
  const [from, to] = [tenantPrefix(layout), tenantPrefix(rest)]
  return from === '' ? rest : withPartitions(rest, (partition) => to + partition.slice(from.length))
}

/** @throws {StoreError} `invalid` for a layout for all tenants, which no keys can be made of. */
export function requireTenant(layout: TableLayout): void {
  if (layout.tenancy !== undefined && layout.tenant === undefined) throw tenantMissing(layout)
}

/** @throws {StoreError} `invalid` where each tenant has a table, and the layout is of none of them. */
export function requireTenantsTable(layout: TableLayout): void {
  if (layout.tenancy === 'table') requireTenant(layout)
}

function tenantMissing({ tableName, tenancy }: TableLayout): StoreError {
  return new StoreError(
    'invalid',
    `The table "${tableName}" has the tenancy "${tenancy}", and no tenant is given: give the \`tenant\`.`,
  )
}

/** A template's placeholder in a tenant would be filled with a row's values. */
function checkTenant(tenant: string): void {
  if (keyPartSchema.safeParse(tenant).success && !tenant.includes('${')) return
  throw new StoreError(
    'invalid',
    `${JSON.stringify(tenant)} is no tenant: use 1 to 256 characters, none of them "#" or a control character, and no "\${".`,
  )
}

/** A layout with other names for the partitions that its tenancy keeps apart, the templates for sort keys as they are. */
export function withPartitions(layout: TableLayout, rename: (partition: string) => string): TableLayout {
  // Of the tenancy `attribute`, rows keep the keys that they would have without tenants.
  const renameBase = layout.tenancy === 'attribute' ? (partition: string) => partition : rename
  const lookupOf = (lookup: LookupLayout): LookupLayout => ({
    ...lookup,
    pk: lookup.by === 'local' ? renameBase(lookup.pk) : rename(lookup.pk),
  })
  const entityOf = (entity: EntityLayout): EntityLayout => {
    const { pk, gsi1pk, gsi2pk } = entity.keys
    return {
      ...entity,
      keys: {
        ...entity.keys,
        pk: renameBase(pk),
        ...(gsi1pk !== undefined && { gsi1pk: rename(gsi1pk) }),
        gsi2pk: rename(gsi2pk),
      },
      lookups: entity.lookups.map(lookupOf),
      unique: entity.unique.map((unique) => ({ ...unique, pk: rename(unique.pk) })),
    }
  }
  const entities = Object.entries(layout.entities).map(([name, entity]) => [name, entityOf(entity)] as const)
  return { ...layout, entities: Object.fromEntries(entities) }
}
