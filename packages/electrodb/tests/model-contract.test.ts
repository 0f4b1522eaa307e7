import {
  blogModel,
  blogRows,
  syncModelContract,
  ordersModel,
  ordersRows,
  orgModel,
  orgRows,
} from '@throughline/schema/testing'
import { freshTable } from './shop-model.ts'

syncModelContract('DynamoDB Local', blogModel, blogRows, {
  create: async () => (await freshTable(blogModel)).store,
})
syncModelContract('DynamoDB Local', ordersModel, ordersRows, {
  create: async () => (await freshTable(ordersModel)).store,
})
syncModelContract('DynamoDB Local', orgModel, orgRows, {
  create: async () => (await freshTable(orgModel)).store,
})
