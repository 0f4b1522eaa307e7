export { createPersonsRouter, type PersonsRouter } from './persons-router.ts'
