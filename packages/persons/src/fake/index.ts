export { fakePersons, type FakePersonsOptions } from './fake-persons.ts'
