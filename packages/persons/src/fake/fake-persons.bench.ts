import { bench } from 'vitest'
import { fakePersons } from './fake-persons.ts'

bench(
  '10,000 persons, about 95,000 rows',
  () => {
    let rows = 0
    for (const { entity } of fakePersons()) rows += entity.length > 0 ? 1 : 0
    if (rows < 90_000) throw new Error(`Only ${rows} rows were made.`)
  },
  { iterations: 3, warmupIterations: 0, time: 0, warmupTime: 0 },
)
