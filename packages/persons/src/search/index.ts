export { createPersonsSearch, type PersonsSearch, type PersonsSearchOptions } from './persons-search.ts'
export { PersonSearchProvider, usePersonSearch } from './use-person-search.tsx'
