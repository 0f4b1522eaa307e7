export { createPersonsApi, type PersonsApiOptions } from './persons-api.ts'
export { personsPolicies, type PersonsRole, type PersonsUser } from './persons-policies.ts'
export { createPersonsRouter, type PersonsRouter } from './persons-router.ts'
