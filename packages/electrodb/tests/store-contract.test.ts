import { contractModel, storeContract } from '@throughline/schema/testing'
import { freshTable } from './shop-model.ts'

storeContract('DynamoDB Local', { create: async () => (await freshTable(contractModel)).store })
