import { indexesOf, keyAttributes } from './table.ts'
import type { TableLayout } from './table-layout.ts'
import { requireTenantsTable } from './tenancy.ts'

interface TerraformIndex {
  readonly name: string
  readonly range_key: string
  readonly projection_type: 'ALL'
}

/** The body of a resource `aws_dynamodb_table`, in the names of Terraform's AWS provider. */
export interface TerraformTable {
  readonly name: string
  readonly billing_mode: 'PAY_PER_REQUEST'
  readonly hash_key: string
  readonly range_key: string
  readonly attribute: readonly { readonly name: string; readonly type: 'S' }[]
  readonly global_secondary_index: readonly (TerraformIndex & { readonly hash_key: string })[]
  readonly local_secondary_index: readonly TerraformIndex[]
  readonly ttl: { readonly attribute_name: string; readonly enabled: true }
  readonly point_in_time_recovery: { readonly enabled: true }
  readonly deletion_protection_enabled: true
}

/**
 * A layout as the body of Terraform's resource `aws_dynamodb_table`, for a `*.tf.json` file: paid by request, with
 * point-in-time recovery, protected from deletion.
 *
 * It names the keys of global indexes by `hash_key`, which each version of the provider takes; the late ones of 6 advise
 * `key_schema` instead, which earlier ones do not know.
 *
 * @throws {StoreError} `invalid` for a layout of one table each tenant without its tenant.
 */
export function terraformTable(layout: TableLayout): TerraformTable {
  requireTenantsTable(layout)
  const { global, local } = indexesOf(layout)
  return {
    name: layout.tableName,
    billing_mode: 'PAY_PER_REQUEST',
    hash_key: layout.key.pk,
    range_key: layout.key.sk,
    attribute: keyAttributes(layout).map((name) => ({ name, type: 'S' })),
    global_secondary_index: global.map(({ name, pk, sk }) => ({
      name,
      hash_key: pk,
      range_key: sk,
      projection_type: 'ALL',
    })),
    local_secondary_index: local.map(({ name, sk }) => ({ name, range_key: sk, projection_type: 'ALL' })),
    ttl: { attribute_name: layout.ttl, enabled: true },
    point_in_time_recovery: { enabled: true },
    deletion_protection_enabled: true,
  }
}
