import { blogModel, modelContract, ordersModel, orgModel } from '@throughline/schema/testing'
import { freshTable } from './shop-model.ts'
import { blogRows, ordersRows, orgRows } from './tree-rows.ts'

modelContract('DynamoDB Local', blogModel, blogRows, {
  create: async () => (await freshTable(blogModel)).store,
})
modelContract('DynamoDB Local', ordersModel, ordersRows, {
  create: async () => (await freshTable(ordersModel)).store,
})
modelContract('DynamoDB Local', orgModel, orgRows, { create: async () => (await freshTable(orgModel)).store })
