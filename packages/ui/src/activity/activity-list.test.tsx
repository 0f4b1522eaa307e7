import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { auditEntry, definePolicies } from '@throughline/schema/policy'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { german } from '../german.ts'
import { LocaleProvider } from '../locale.tsx'
import { type ActivityEntry, ActivityList } from './activity-list.tsx'
import { activityGerman } from './activity-texts.ts'
import { type AuditRow, useAuditEntries } from './audit-entries.tsx'

const now = new Date('2026-11-20T12:00:00.000Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

beforeEach(() => {
  vi.useFakeTimers({ now })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const entry = (at: Date, rest: Partial<ActivityEntry> = {}): ActivityEntry => ({
  id: at.toISOString(),
  who: 'Ann Meyer',
  at,
  kind: 'update',
  changes: [],
  ...rest,
})
const times = () => screen.getAllByText((_text, element) => element?.tagName === 'TIME')
const items = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent)

describe('ActivityList', () => {
  it('says how long ago, in the language in force, with the moment itself at hand', () => {
    const entries = [0, 2, 60, 24 * 60, 29 * 24 * 60, 30 * 24 * 60].map((minutes) => entry(ago(minutes)))
    const { rerender } = render(<ActivityList entries={entries} />)
    expect(times().map(({ textContent }) => textContent)).toEqual([
      'now',
      '2 min. ago',
      '1 hr. ago',
      '1 day ago',
      '29 days ago',
      times()[5]?.title,
    ])
    expect(times()[1]?.getAttribute('datetime')).toBe(ago(2).toISOString())
    expect(times()[1]?.title).toContain('Nov 20, 2026')
    rerender(
      <LocaleProvider locale="de-DE" translations={[german, activityGerman]}>
        <ActivityList entries={entries.slice(1, 2)} />
      </LocaleProvider>,
    )
    expect(items()).toEqual(['Ann Meyer hat das geändert · vor 2 Min.'])
  })

  it('renews the times each minute, and renders nothing else', () => {
    let drawn = 0
    function Drawn() {
      drawn += 1
      return 'Oslo'
    }
    const changes = [{ label: 'City', before: 'Bergen', after: <Drawn /> }]
    render(<ActivityList entries={[entry(ago(2), { changes }), entry(ago(59))]} />)
    const before = drawn
    expect(times().map(({ textContent }) => textContent)).toEqual(['2 min. ago', '59 min. ago'])
    act(() => void vi.advanceTimersByTime(60_000))
    expect(times().map(({ textContent }) => textContent)).toEqual(['3 min. ago', '1 hr. ago'])
    expect(drawn).toBe(before)
    cleanup()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('names the values that changed, and puts many behind a press', () => {
    const change = (label: string) => ({ label, before: 'a', after: 'b' })
    const many = ['A', 'B', 'C', 'D', 'E'].map(change)
    render(<ActivityList entries={[entry(ago(1), { changes: many })]} />)
    expect(screen.getByText('5 values').tagName).toBe('SUMMARY')
    cleanup()
    render(<ActivityList entries={[entry(ago(1), { changes: many.slice(0, 1) })]} />)
    expect(screen.getByText('A').parentElement?.textContent).toBe('ABefore: aNow: b')
  })

  it('is drawn on a server, with dates', () => {
    const html = renderToString(<ActivityList entries={[entry(ago(2))]} />)
    expect(html).toContain('Nov 20, 2026')
    expect(html).not.toContain('min. ago')
  })
})

const members = defineEntity({
  schema: z.object({
    id: z.uuid(),
    name: z.string(),
    joinedOn: z.date(),
    pay: z.number().optional(),
    iban: z
      .string()
      .optional()
      .register(fieldMeta, { label: 'IBAN', sensitive: { mask: 'iban' } }),
    team: z.enum(['north', 'south']).register(fieldMeta, { valueLabels: { north: 'Team North' } }),
  }),
})
const trail = defineEntity({ singular: 'trailEntry', schema: auditEntry })
const model = defineModel({ service: 'club', entities: { members, trail } })

const policies = definePolicies(model, {
  roles: ['boss', 'clerk'],
  principal: (user: { readonly id: string; readonly role: 'boss' | 'clerk' }) => user,
  audit: 'trail',
  entities: {
    members: {
      read: 'everyone',
      create: ['boss'],
      update: 'everyone',
      delete: ['boss'],
      fields: { pay: { read: ['boss'] }, iban: { reveal: ['boss'] } },
    },
    trail: { read: 'everyone' },
  },
})

const id = '2f4b4a2e-8f0f-4a43-9d9b-0c0a9f6f2a01'

/** What the trail tells of the life of one member, the latest first. */
async function trailOfOne(): Promise<readonly AuditRow[]> {
  const store = memoryStore(model, { feedBefore: true, now: () => new Date().toISOString() })
  const as = (role: 'boss' | 'clerk') => policies.open(store, { id: role, role })
  const write = async (role: 'boss' | 'clerk', mutation: object) => {
    vi.advanceTimersByTime(60_000)
    const common = { mutationId: crypto.randomUUID(), entity: 'members' as const }
    // Sound: each is made below, in the form that its operation has.
    const outcomes = await as(role).push([{ ...common, ...mutation } as never])
    expect(outcomes).toMatchObject([{ status: 'applied' }])
  }
  const row = {
    id,
    name: 'Bo',
    joinedOn: new Date('2026-01-02'),
    pay: 4000,
    iban: 'DE89370400440532013000',
    team: 'south',
  }
  await write('boss', { op: 'insert', row })
  const changes = { name: 'Bo Berg', joinedOn: new Date('2026-02-03'), team: 'north' }
  await write('clerk', { op: 'update', key: { id }, changes })
  await write('boss', { op: 'update', key: { id }, changes: { pay: 5000, iban: undefined } })
  vi.advanceTimersByTime(60_000)
  await as('boss').reveal('members', { id }, ['iban'])
  await write('boss', { op: 'delete', key: { id } })
  const { items: told } = await as('clerk').list('trail', {
    where: { key: { contains: id } },
    orderBy: { id: 'desc' },
  })
  return told.map(({ row: audit }) => audit)
}

const nameOf = (actor: string) => `The ${actor}`

function Trail({ rows }: { rows: readonly AuditRow[] }) {
  return <ActivityList entries={useAuditEntries(rows, { entities: model.entities, nameOf })} />
}

describe('an audit trail', () => {
  it('is read as values are shown, those that not everybody reads masked', async () => {
    const rows = await trailOfOne()
    const { container } = render(<Trail rows={rows} />)
    const told = items().map((text) => text?.replaceAll(/\s+/g, ' '))
    expect(told.map((text) => text?.split(' · ')[0])).toEqual([
      'The boss deleted member',
      'The boss saw hidden values of member',
      'The boss changed member',
      'The clerk changed member',
      'The boss created member',
    ])
    expect(told[3]).toContain('NameBefore: BoNow: Bo Berg')
    expect(told[3]).toContain('Joined onBefore: Jan 2, 2026Now: Feb 3, 2026')
    expect(told[3]).toContain('TeamBefore: SouthNow: Team North')
    expect(told[1]).toMatch(/IBAN$/)
    const [, , pay] = screen.getAllByRole('listitem')
    if (!pay) throw new Error('The change of the pay is not told.')
    expect(within(pay).getAllByText('••••••••')).toHaveLength(2)
    expect(within(pay).getByText('DE•• …3000')).toBeDefined()
    expect(container.textContent).not.toMatch(/4000|5000|0532/)
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('names fields and entities that the model no longer has', () => {
    const row: AuditRow = {
      id,
      at: now.toISOString(),
      actor: 'x',
      action: 'update',
      entity: 'formerThings',
      key: '{}',
      changes: { oldField: { before: 'a', after: ['b'] } },
    }
    render(<Trail rows={[row]} />)
    expect(items()).toEqual(['The x changed former things · nowOld fieldBefore: aNow: ["b"]'])
  })
})
