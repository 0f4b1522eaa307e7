export { createPersonsStore, type PersonsStoreOptions, personsLayout } from './persons-store.ts'
