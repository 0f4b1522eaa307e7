import { defineEntity, defineModel } from '@throughline/schema'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { cloudFormationTable } from './cloudformation.ts'
import { tableLayout } from './table-layout.ts'

const model = defineModel({
  service: 'library',
  entities: {
    authors: defineEntity({ schema: z.object({ id: z.uuid(), name: z.string() }) }),
    books: defineEntity({ schema: z.object({ id: z.uuid(), authorId: z.uuid(), pages: z.int() }) }),
  },
})

it('is the table that createTable makes, with what keeps its data', () => {
  const { Type, DeletionPolicy, Properties } = cloudFormationTable(
    tableLayout(model, { local: { books: ['pages'] } }),
  )
  expect([Type, DeletionPolicy]).toEqual(['AWS::DynamoDB::Table', 'Retain'])
  expect(Properties).toMatchObject({
    TableName: 'library',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [{ IndexName: 'GSI1' }, { IndexName: 'GSI2' }],
    LocalSecondaryIndexes: [{ IndexName: 'LSI1' }],
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
  })
})

it('has no empty list of local indexes, which CloudFormation refuses', () => {
  expect(cloudFormationTable(tableLayout(model)).Properties).not.toHaveProperty('LocalSecondaryIndexes')
})
