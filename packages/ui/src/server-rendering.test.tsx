import { act, type ReactNode } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { columnsFromSpecs } from './entity-table-columns.ts'
import { EntityTable } from './entity-table.tsx'
import { FieldValue } from './field-value.tsx'
import { findSpec } from './field-specs.ts'
import { sampleModel, type Subscription, subscription } from './testing/sample-model.ts'

const { fields } = sampleModel.entities.subscriptions
const ownZone = process.env['TZ']
let root: Root | undefined

beforeEach(() => {
  process.env['TZ'] = 'Asia/Tokyo'
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
})
afterEach(() => {
  act(() => root?.unmount())
  document.body.replaceChildren()
  if (ownZone === undefined) delete process.env['TZ']
  else process.env['TZ'] = ownZone
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** What a server renders, then taken over by the browser; with what React objected to. */
function takeOver(page: ReactNode) {
  const place = document.createElement('div')
  document.body.append(place)
  place.innerHTML = renderToString(page)
  const served = document.createElement('div')
  served.innerHTML = place.innerHTML
  const problems: unknown[] = []
  vi.spyOn(console, 'error').mockImplementation((problem: unknown) => problems.push(problem))
  act(() => {
    root = hydrateRoot(place, page, { onRecoverableError: (error) => problems.push(error) })
  })
  return { place, served, problems }
}

describe('a moment', () => {
  it('is in UTC on a server, and in the zone of the reader once the page is theirs', () => {
    const spec = findSpec(fields, 'createdAt')
    if (!spec) throw new Error('The field is gone.')
    const value = '2026-01-31T23:30:00.000Z'
    const { place, served, problems } = takeOver(<FieldValue spec={spec} value={value} />)
    expect(served.textContent).toMatch(/^Jan 31, 2026, 11:30\sPM$/)
    expect(place.textContent).toMatch(/^Feb 1, 2026, 8:30\sAM$/)
    expect(place.querySelector('time')?.dateTime).toBe(value)
    expect(problems).toEqual([])
  })
})

describe('EntityTable', () => {
  const columns = columnsFromSpecs<Subscription>(fields, ['name', 'createdAt'])
  const rowAt = (index: number): Subscription => ({ ...subscription, name: `Customer ${index}` })
  const rows = (place: Element) =>
    [...place.querySelectorAll('[role=rowgroup]:last-child [role=row]')].map((row) => row.textContent)

  it('has its first rows on a server, and the same when the browser takes over', () => {
    const { served, problems } = takeOver(
      <EntityTable columns={columns} label="Customers" rowAt={rowAt} total={10_000} />,
    )
    expect(rows(served).length).toBeGreaterThan(12)
    expect(rows(served)[11]).toContain('Customer 11')
    expect(problems).toEqual([])
  })

  it('has skeletons where the rows are not known yet', () => {
    const { served, problems } = takeOver(
      <EntityTable isLoading columns={columns} label="Customers" rowAt={() => undefined} total={0} />,
    )
    expect(rows(served)).toHaveLength(12)
    expect(served.querySelectorAll('[aria-busy=true]').length).toBeGreaterThan(12)
    expect(problems).toEqual([])
  })
})
