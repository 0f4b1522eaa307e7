import { expect, it } from 'vitest'
import { fixture, generateFrom, load, typeErrors } from './generated.ts'

/** What is counted of the generated code. */
interface Loaded {
  readonly apiModel: { readonly names: readonly string[] }
  readonly [name: string]: unknown
}

it('generates code of Stripe’s description in less than 20 seconds, that type-checks and loads', async () => {
  const { folder, report, seconds } = await generateFrom(fixture('stripe.json'))
  expect(seconds).toBeLessThan(20)
  expect([report.schemas, report.operations]).toEqual([775, 452])
  const full = report.entities.filter(({ can }) => can.length === 5)
  expect([report.entities.length, full.length]).toEqual([68, 16])
  expect(typeErrors(folder)).toEqual([])
  const loaded = await load<Loaded>(folder, 'index.ts')
  expect(loaded.apiModel.names).toEqual(report.entities.map(({ name }) => name))
}, 400_000)
