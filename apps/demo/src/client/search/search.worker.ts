import { serveSearch } from '@throughline/search/worker'

serveSearch()
