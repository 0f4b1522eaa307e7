import { type AnyModel, StoreError } from '@throughline/schema'
import { type ModelItems, modelItems } from '../items/item.ts'
import type { Upgrades } from '../migrate/upgrades.ts'
import type { TableLayout } from '../layout/table-layout.ts'
import { tenantAttribute, tenantLayout, tenantPartition } from '../layout/tenancy.ts'
import { textOf } from './attribute-value.ts'
import type { StreamImage } from './stream-event.types.ts'
import type { StreamOptions } from './stream-options.types.ts'

/** The items of a model, of one tenant where the table has several. */
export interface TenantItems {
  readonly items: ModelItems
  readonly tenant?: string
}

/** The most tenants whose items are kept prepared. */
const mostKept = 1_000

/**
 * Finds the items that an image may be one of: those of a given tenant, or those of the tenant that the image tells.
 *
 * @throws {StoreError} `invalid` for a tenant where the layout has none, or none where each has a table of its own.
 */
export function tenantItems(
  model: AnyModel,
  layout: TableLayout,
  { tenant, upgrades }: StreamOptions,
): (image: StreamImage) => TenantItems | undefined {
  const { tenancy } = layout
  const isOfAll = layout.tenant === undefined && (tenancy === 'attribute' || tenancy === 'prefix')
  if (!isOfAll || tenant !== undefined) {
    const isOwn = layout.tenant !== undefined && (tenant ?? layout.tenant) === layout.tenant
    const one = itemsOf(model, isOwn ? layout : tenantLayout(layout, tenant), upgrades)
    return () => one
  }
  const kept = new Map<string, TenantItems | undefined>()
  return (image) => {
    const name = tenancy === 'attribute' ? textOf(image, tenantAttribute) : tenantOfKey(textOf(image, 'pk'))
    if (name === undefined) return undefined
    if (kept.has(name)) return kept.get(name)
    if (kept.size >= mostKept) kept.clear()
    const found = itemsOfTenant(model, layout, name, upgrades)
    kept.set(name, found)
    return found
  }
}

function itemsOf(model: AnyModel, layout: TableLayout, upgrades: Upgrades | undefined): TenantItems {
  return {
    items: modelItems(model, layout, upgrades),
    ...(layout.tenant !== undefined && { tenant: layout.tenant }),
  }
}

/** `undefined` for a text that no tenant can be called by: the item is another tool's. */
function itemsOfTenant(
  model: AnyModel,
  layout: TableLayout,
  name: string,
  upgrades: Upgrades | undefined,
): TenantItems | undefined {
  try {
    return itemsOf(model, tenantLayout(layout, name), upgrades)
  } catch (error) {
    if (error instanceof StoreError) return undefined
    throw error
  }
}

function tenantOfKey(pk = ''): string | undefined {
  const [mark, name] = pk.split('#')
  return mark === tenantPartition ? name : undefined
}
