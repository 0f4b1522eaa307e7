export { createServerSearch, type ServerSearchOptions } from './server-search.ts'
