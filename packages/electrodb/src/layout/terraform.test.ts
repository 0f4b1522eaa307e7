import { describe, expect, it } from 'vitest'
import { ticketsLayout, ticketsModel } from '../../tests/tickets-model.ts'
import { createTableInput } from './table.ts'
import { tableLayout } from './table-layout.ts'
import { terraformTable } from './terraform.ts'

const layout = tableLayout(ticketsModel, { ...ticketsLayout, tableName: 'my-tickets' })

describe('terraformTable', () => {
  it('is the body of a resource aws_dynamodb_table', () => {
    const { attribute, ...table } = terraformTable(layout)
    expect(table).toEqual({
      name: 'my-tickets',
      billing_mode: 'PAY_PER_REQUEST',
      hash_key: 'pk',
      range_key: 'sk',
      global_secondary_index: [1, 2, 3].map((number) => ({
        name: `GSI${number}`,
        hash_key: `gsi${number}pk`,
        range_key: `gsi${number}sk`,
        projection_type: 'ALL',
      })),
      local_secondary_index: [1, 2].map((number) => ({
        name: `LSI${number}`,
        range_key: `lsi${number}sk`,
        projection_type: 'ALL',
      })),
      ttl: { attribute_name: 'ttl', enabled: true },
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
    })
    // The provider plans forever over an attribute that is in no key, and over one that is missing.
    const { AttributeDefinitions = [] } = createTableInput(layout)
    expect(attribute).toEqual(
      AttributeDefinitions.map(({ AttributeName }) => ({ name: AttributeName, type: 'S' })),
    )
    const used = JSON.stringify(table)
    for (const { name } of attribute) expect(used).toContain(`"${name}"`)
  })

  it('is plain JSON, without local indexes where there are none', () => {
    const table = terraformTable(tableLayout(ticketsModel))
    expect(JSON.parse(JSON.stringify(table))).toEqual(table)
    expect(table.local_secondary_index).toEqual([])
  })
})
