import { parseArgs } from 'node:util'
import { personCount } from '../src/demo-data.ts'
import { dataDir, say, tell } from './console.ts'
import { type Engine, markSeeded, startEngine } from './engine.ts'
import { seedRows } from './seed-rows.ts'

const { values } = parseArgs({
  options: {
    clear: { type: 'boolean', default: false },
    persons: { type: 'string', default: String(personCount) },
  },
})

try {
  const persons = Number(values.persons)
  if (!Number.isInteger(persons) || persons < 1) {
    throw new Error(`--persons takes a whole number from 1 on, not "${values.persons}".`)
  }
  const engine = await startEngine({ dataDir, say, staged: true })
  try {
    if (!engine.store) throw new Error('There is no DynamoDB Local to seed: install Java 17 or newer.')
    if (values.clear) await clear(engine.store)
    else await seed(engine)
  } finally {
    await engine.stop()
  }
  await markSeeded(dataDir, !values.clear)
} catch (error) {
  tell(error)
}

async function clear(store: NonNullable<Engine['store']>): Promise<void> {
  say('Deleting all rows …')
  await markSeeded(dataDir, false)
  const { rows } = await store.clear()
  say(`Deleted ${rows.toLocaleString('en')} rows.`)
}

async function seed(engine: Engine): Promise<void> {
  const persons = Number(values.persons)
  say(`Writing ${persons.toLocaleString('en')} persons and what belongs to them …`)
  const rows = await seedRows(engine, { persons })
  say(`Wrote ${rows.toLocaleString('en')} rows.`)
}
