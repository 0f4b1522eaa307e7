import { parseArgs } from 'node:util'
import { dataDir, say, tell } from './console.ts'
import { startEngine } from './engine.ts'
import { seedRows } from './seed-rows.ts'

const { values } = parseArgs({
  options: { clear: { type: 'boolean', default: false }, persons: { type: 'string', default: '10000' } },
})

try {
  const engine = await startEngine({ dataDir, say })
  try {
    if (!engine.store) throw new Error('There is no DynamoDB Local to seed: install Java 17 or newer.')
    if (values.clear) {
      say('Deleting all rows …')
      engine.markSeeded(false)
      const { rows } = await engine.store.clear()
      say(`Deleted ${rows.toLocaleString('en')} rows.`)
    } else {
      const persons = Number(values.persons)
      if (!Number.isInteger(persons) || persons < 1) throw new Error(`--persons takes a whole number, not "${values.persons}".`)
      say(`Writing ${persons.toLocaleString('en')} persons and what belongs to them …`)
      const rows = await seedRows(engine, { persons })
      say(`Wrote ${rows.toLocaleString('en')} rows.`)
    }
  } finally {
    await engine.stop()
  }
} catch (error) {
  tell(error)
}
