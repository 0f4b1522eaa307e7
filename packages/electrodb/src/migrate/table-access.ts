import { batchRead } from '../reads/batch-read.ts'
import { keyId, type TableKey } from '../items/table-key.ts'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { AnyModel } from '@throughline/schema'
import { type Item, modelItems, type ModelItems } from '../items/item.ts'
import type { TableLayout } from '../layout/table-layout.ts'
import { tenantAttribute, tenantLayout, tenantPartition } from '../layout/tenancy.ts'
import type { Upgrades } from './upgrades.ts'

/** A table that is read or written. */
export interface Table {
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
}

/** How one tenant's rows are read as they are, and written as they are to be. */
export interface TenantItems {
  readonly reader: ModelItems
  readonly writer: ModelItems
}

const mostTenants = 200

/** Finds the tenant's items of a model, by an item of any of them; `undefined` for an item that is no tenant's. */
export function tenantItems(
  model: AnyModel,
  layout: TableLayout,
  upgrades: Upgrades | undefined,
): (item: Item) => TenantItems | undefined {
  const make = (own: TableLayout): TenantItems => ({
    reader: modelItems(model, own),
    writer: modelItems(model, own, upgrades),
  })
  if (layout.tenancy === undefined || layout.tenant !== undefined) {
    const only = make(layout)
    return () => only
  }
  const known = new Map<string, TenantItems>()
  return (item) => {
    const tenant = tenantOf(layout, item)
    if (tenant === undefined) return undefined
    const items = known.get(tenant) ?? make(tenantLayout(layout, tenant))
    // Items of one tenant are mostly together; a deployment may have any number of tenants.
    if (known.size >= mostTenants) known.clear()
    known.set(tenant, items)
    return items
  }
}

function tenantOf({ tenancy }: TableLayout, item: Item): string | undefined {
  if (tenancy === 'attribute') {
    const tenant = item[tenantAttribute]
    return typeof tenant === 'string' ? tenant : undefined
  }
  const [partition, tenant] = String(item['pk']).split('#', 2)
  return partition === tenantPartition && tenant !== '' ? tenant : undefined
}

/** Reads items, strongly consistent, by the ids of their keys; those that are not there are left out. */
export async function readItems(
  { client, tableName }: Table,
  keys: readonly TableKey[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Item>> {
  const wanted = new Map(keys.map((key) => [keyId(key), key]))
  return batchRead({ client, tableName }, [...wanted.values()], { ConsistentRead: true }, signal)
}

/** Whether a partition is of this template: with a tenant's name for the tenant, and any values for a row's fields. */
export function templateTest(template: string): (key: unknown) => boolean {
  const [fixed = '', ...fields] = template.replaceAll('${tenant}', '\u0000').split('${')
  const pattern = fixed.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`).replaceAll('\u0000', '[^#]+')
  const test = new RegExp(`^${pattern}${fields.length === 0 ? '$' : ''}`)
  return (key) => typeof key === 'string' && test.test(key)
}
