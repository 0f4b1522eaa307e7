import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { createDynamoStore, type TableLayout, tableLayout } from '@throughline/electrodb'
import type { SyncStore } from '@throughline/schema'
import { personsModel } from '../model/persons-model.ts'
import { applyNumberingPlans } from '../phone/numbering-plans.ts'

/** Options of {@link createPersonsStore}. */
export interface PersonsStoreOptions {
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
}

/** The persons' rows in one DynamoDB table; phone numbers are checked by their countries' numbering plans. */
export function createPersonsStore(options: PersonsStoreOptions): SyncStore<typeof personsModel> {
  applyNumberingPlans()
  return createDynamoStore(personsModel, options)
}

/** The keys and indexes of the persons' table, as plain data. */
export function personsLayout(tableName: string): TableLayout {
  return tableLayout(personsModel, { tableName })
}
