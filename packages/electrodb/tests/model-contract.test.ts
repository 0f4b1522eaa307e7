import {
  blogModel,
  blogRows,
  modelContract,
  ordersModel,
  ordersRows,
  orgModel,
  orgRows,
} from '@throughline/schema/testing'
import { freshTable } from './shop-model.ts'

modelContract('DynamoDB Local', blogModel, blogRows, {
  create: async () => (await freshTable(blogModel)).store,
})
modelContract('DynamoDB Local', ordersModel, ordersRows, {
  create: async () => (await freshTable(ordersModel)).store,
})
modelContract('DynamoDB Local', orgModel, orgRows, { create: async () => (await freshTable(orgModel)).store })
